// SPDX-License-Identifier: MIT
//! Proves how the crate's types behave, and what its functions pass, over a provider of its own.
use xabi::abi::*;
use xabi::{Call, Slots};

/// Answers by a script, and keeps the calls.
#[derive(Default)]
struct Script {
    answers: Vec<(Status, [u64; 4])>,
    calls: Vec<Slots>,
    patience: usize,
}

impl Call for Script {
    type Error = Status;

    fn call(&mut self, call: &mut Slots) -> Result<(), Status> {
        self.calls.push(*call);
        let (status, output) = self.answers.remove(0);
        call.status = status;
        call.output = output;
        if status == Status::OK { Ok(()) } else { Err(status) }
    }

    fn again(&mut self) -> bool {
        self.patience -= 1;
        self.patience > 0
    }
}

fn script(answers: &[(Status, [u64; 4])]) -> Script {
    Script { answers: answers.to_vec(), calls: Vec::new(), patience: 10 }
}

const OK: (Status, [u64; 4]) = (Status::OK, [0; 4]);

#[test]
fn enums_are_open() {
    assert_eq!(format!("{} {:?} {}", PortKind::PAIRED, PortKind::PAIRED, PortKind(77)), "paired paired 77");
    assert_eq!(PortKind(77).name(), None);
    assert_eq!(format!("[{:>8}]", PortKind::PAIRED), "[  paired]");
}

#[test]
fn flags_keep_what_they_do_not_know() {
    let flags = VcpuState::ONLINE | VcpuState(0x100);
    assert_eq!(format!("{} {}", flags, VcpuState::default()), "online|0x100 0x0");
    assert!(flags.contains(VcpuState::ONLINE) && !flags.contains(VcpuState::RUNNING));
}

#[test]
fn slots_and_statuses() {
    let mut on = script(&[OK, (Status::WRONG_PORT, [0; 4])]);
    assert_eq!(event::send(&mut on, 3), Ok(()));
    assert_eq!(event::send(&mut on, 3), Err(Status::WRONG_PORT));
    assert_eq!((on.calls[0].op, on.calls[0].input), (0x0401, [3, 0, 0, 0, 0, 0]));
}

#[test]
fn several_results_are_a_struct() {
    let mut on = script(&[(Status::OK, [2, 0, 7, 9])]);
    let status = event::status(&mut on, 3).unwrap();
    assert_eq!((status.kind, status.peer, status.peer_port), (PortKind::PAIRED, 7, 9));
}

#[test]
fn a_struct_is_a_result() {
    struct Fills;
    impl Call for Fills {
        type Error = ();
        fn call(&mut self, call: &mut Slots) -> Result<(), ()> {
            assert_eq!(call.input[5], 96);
            // SAFETY: it is the memory that the caller names.
            unsafe { (*(call.input[4] as usize as *mut DomainInfo)).memory = 4096 };
            Ok(())
        }
    }
    assert_eq!(domain::info(&mut Fills, 1).unwrap().memory, 4096);
}

#[test]
fn a_batch_goes_on_behind_what_is_done() {
    let list = [GrantMap::default(); 5];
    let mut made = [GrantMapped::default(); 6];
    let mut on = script(&[(Status::AGAIN, [3, 0, 0, 0]), (Status::NO_ROOM, [1, 0, 0, 0])]);
    // SAFETY: nothing is mapped by a script.
    let (done, result) = unsafe { grant::map(&mut on, &list, &mut made) };
    assert_eq!((done, result), (4, Err(Status::NO_ROOM)));
    let [first, second] = [on.calls[0].input, on.calls[1].input];
    assert_eq!((first[3], first[5]), (5 * 24, 5 * 8));
    assert_eq!((second[2], second[3]), (first[2] + 3 * 24, 2 * 24));
    assert_eq!((second[4], second[5]), (first[4] + 3 * 8, 2 * 8));
}

#[test]
fn a_cursor_is_passed_back() {
    let mut on = script(&[(Status::AGAIN, [64, 0, 0, 0]), (Status::AGAIN, [128, 0, 0, 0]), OK]);
    assert_eq!(event::reset(&mut on, &mut 0), Ok(()));
    let cursors: Vec<u64> = on.calls.iter().map(|call| call.input[0]).collect();
    assert_eq!(cursors, [0, 64, 128]);
    on = script(&[(Status::AGAIN, [64, 0, 0, 0])]);
    on.patience = 1;
    let mut cursor = 0;
    assert_eq!(event::reset(&mut on, &mut cursor), Err(Status::AGAIN));
    assert_eq!(cursor, 64);
}

#[test]
fn a_list_says_how_many_on_failure_too() {
    let mut list = [DomainInfo::default(); 4];
    let mut on = script(&[(Status::AGAIN, [2, 0, 0, 0])]);
    assert_eq!(domain::list(&mut on, 0, &mut list), (2, Err(Status::AGAIN)));
    assert_eq!(on.calls[0].input[..4], [0, 96, 0, 0]);
}
