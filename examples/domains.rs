// SPDX-License-Identifier: MIT
//! Prints the number and memory of each domain.
use xabi::abi::{domain, DomainInfo};
use xabi::libxabi::{Error, Xabi};

fn run() -> Result<(), Error> {
    let mut xabi = Xabi::open(std::env::args().nth(1).as_deref())?;
    let mut list = vec![DomainInfo::default(); 1024];
    let (done, result) = domain::list(&mut xabi, 0, &mut list);
    for info in &list[..done] {
        println!("domain {} has {} MiB", info.id, info.memory >> 20);
    }
    result?;
    xabi.close()
}

fn main() {
    if let Err(error) = run() {
        eprintln!("{}", error);
        std::process::exit(error.code);
    }
}
