// SPDX-License-Identifier: MIT
// Made by `xabic gen rust` from all.xabi more.xabi; not for editing.
#![allow(unused_imports, clippy::too_many_arguments)]

/// The version of the spec that this was made from.
pub const SPEC: (u16, u16) = (1, 12);

open_enum! {
    /// How a call ended.
    pub struct Status: u16 {
        /// Done.
        OK = 0, "ok";
        /// Not finished.
        AGAIN = 1, "again";
        /// A value is out of its range.
        BAD_SLOT = 5, "bad_slot";
        /// There is no domain of that number.
        NO_SUCH_DOMAIN = 8, "no_such_domain";
        /// The port cannot do that.
        WRONG_PORT = 32, "wrong_port";
        /// The range ends beyond the last address.
        BAD_RANGE = 33, "bad_range";
        /// The page may not be written.
        READ_ONLY = 34, "read_only";
        /// There is no room for another.
        NO_ROOM = 35, "no_room";
    }
}

/// How many pages fit in a list.
pub const PAGE_LIST_LIMIT: u64 = 512;

/// The largest number there is.
pub const HIGHEST: u64 = 0xffffffffffffffff;

/// Too large for an int.
pub const HALF: u64 = 0x80000000;

/// Of a UUID.
pub const UUID_BYTES: u64 = 16;

/// The unit in which memory is shared.
pub const CACHE_LINE: u64 = 64;

/// A guest-physical address.
pub type Gpa = u64;

/// A level of something.
pub type Level = u32;

/// A virtual machine.
pub type Domain = u16;

/// One end of a channel.
pub type Port = u32;

open_enum! {
    /// How a page is mapped. A text that breaks C: */ /* ??/ \ and that is not ASCII: größer.
    pub struct MapMode: u32 {
        /// As usual: \n is no newline here, and ???) no bracket.
        NORMAL = 0, "normal";
        /// Does not fit in an int.
        BIG = 2147483648, "big";
        /// A word of C++.
        CLASS = 7, "class";
    }
}

flags! {
    /// What may be done.
    pub struct Access: u32 {
        /// Reading only.
        READ_ONLY = 1 << 0, "read_only";
        /// The last bit.
        LAST = 1 << 31, "last";
    }
}

flags! {
    /// Bits beyond 32.
    pub struct Wide: u64 {
        /// The first bit.
        FIRST = 1 << 0, "first";
        /// The last bit.
        LAST = 1 << 63, "last";
    }
}

abi_struct! {
    /// Two ranges and a reserved word in every language.
    pub struct RangeList, 80 bytes {
        0 => ranges: [Range; 2],
        32 => uuid: [u8; 16],
        48 => delta: i64,
        /// A keyword of C++ and Python.
        56 => class: i32,
        60 => pad: u32,
        64 => inside: Range,
    }
}

abi_struct! {
    /// From an address on.
    pub struct Range, 16 bytes {
        0 => at: Gpa,
        8 => size: u64,
    }
}

abi_struct! {
    /// What a guest registers: 64 words, and what came later.
    pub struct EventWords, 528 bytes {
        0 => pending: [u64; 64],
        512 => where_: Range,
    }
}

abi_struct! {
    /// About a page.
    pub struct PageInfo, 24 bytes {
        0 => owner: Domain,
        2 => pad: [u8; 2],
        /// Numbered within its owner.
        4 => port: Port,
        8 => mode: MapMode,
        12 => access: Access,
        16 => level: Level,
        20 => pad2: u32,
    }
}

/// What is always there.
pub mod base {
    use super::*;
    use crate::{Call, Slot, Slots};
    use core::mem::size_of;
    use core::slice::{from_mut, from_ref};

    /// What [`about`] tells.
    #[derive(Clone, Copy, Debug)]
    pub struct AboutResult {
        pub wide_one: Wide,
        pub level: Level,
        pub another: i32,
    }

    /// Who answers. A long doc is broken into lines, here and in the C header, where the line would
    /// have more than 100 columns: this one is.
    pub fn about<C: Call + ?Sized>(
        on: &mut C,
    ) -> Result<AboutResult, C::Error> {
        let mut call = Slots::new(0x003f, &[]);
        let result = on.call(&mut call);
        result.map(|()| AboutResult { wide_one: call.result(0), level: call.result(1), another: call.result(3) })
    }
}

/// Pages.
pub mod memory {
    use super::*;
    use crate::{Call, Slot, Slots};
    use core::mem::size_of;
    use core::slice::{from_mut, from_ref};

    /// Maps pages: growing elements, and done instead of a cursor. Fails: no_such_domain,
    /// wrong_port, read_only.
    pub fn map<C: Call + ?Sized>(
        on: &mut C,
        list: &[PageInfo],
        made: &mut [Range],
    ) -> (usize, Result<(), C::Error>) {
        let made = &mut made[..list.len()];
        let mut done = 0;
        loop {
            let mut call = Slots::new(0x8581, &[size_of::<PageInfo>() as u64])
                .reads(on, 2, &list[done..])
                .writes(on, 4, &mut made[done..]);
            let result = on.call(&mut call);
            done += call.result::<u32>(0) as usize;
            if result.is_err() && call.status == Status::AGAIN && on.again() {
                continue;
            }
            return (done, result);
        }
    }

    /// Consumes. Fails: wrong_port.
    pub fn drop<C: Call + ?Sized>(
        on: &mut C,
        target: Domain,
        port: Port,
        by: i32,
    ) -> Result<(), C::Error> {
        let mut call = Slots::new(0x8502, &[target.to_slot(), port.to_slot(), by.to_slot()]);
        let result = on.call(&mut call);
        result
    }

    /// Backs a range. Fails: bad_range, wrong_port, read_only, no_such_domain, no_room.
    ///
    /// # Safety
    /// It acts on memory by its address; what is there may change.
    pub unsafe fn populate<C: Call + ?Sized>(
        on: &mut C,
        target: Domain,
        at: Gpa,
        size: u64,
        mode: MapMode,
        how: Access,
    ) -> Result<(), C::Error> {
        let mut call = Slots::new(0x8503, &[target.to_slot(), at.to_slot(), size.to_slot(), mode.to_slot(), how.to_slot(), 0]);
        let result = on.call(&mut call);
        result
    }

    /// Elements without done have a cursor. Fails: wrong_port.
    pub fn walk<C: Call + ?Sized>(
        on: &mut C,
        cursor: &mut u64,
        ports: &[Port],
    ) -> Result<(), C::Error> {
        loop {
            let mut call = Slots::new(0x8544, &[*cursor])
                .reads(on, 4, ports);
            let result = on.call(&mut call);
            *cursor = call.result(0);
            if result.is_err() && call.status == Status::AGAIN && on.again() {
                continue;
            }
            return result;
        }
    }
}

/// The last extension of the last class but one.
pub mod device {
    use super::*;
    use crate::{Call, Slot, Slots};
    use core::mem::size_of;
    use core::slice::{from_mut, from_ref};

    /// Three buffers fill all slots, so no target.
    ///
    /// # Safety
    /// It acts on memory by its address; what is there may change.
    pub unsafe fn three<C: Call + ?Sized>(
        on: &mut C,
        from: &RangeList,
        list: &[u32],
        to: &mut [Range],
    ) -> (usize, Result<(), C::Error>) {
        let to = &mut to[..list.len()];
        let mut done = 0;
        loop {
            let mut call = Slots::new(0xfec0, &[])
                .reads(on, 0, from_ref(from))
                .reads(on, 2, &list[done..])
                .writes(on, 4, &mut to[done..]);
            let result = on.call(&mut call);
            done += call.result::<u32>(0) as usize;
            if result.is_err() && call.status == Status::AGAIN && on.again() {
                continue;
            }
            return (done, result);
        }
    }

    /// What [`text`] tells.
    #[derive(Clone, Copy, Debug)]
    pub struct TextResult {
        pub info: PageInfo,
        pub made: Port,
        /// What a buffer for all of it would need.
        pub text_needed: u64,
    }

    /// Bytes and a growing struct, each with its needed size; both before the cursor.
    pub fn text<C: Call + ?Sized>(
        on: &mut C,
        target: Domain,
        cursor: &mut u64,
        text: &mut [u8],
    ) -> Result<TextResult, C::Error> {
        let mut ret_info = PageInfo::default();
        loop {
            let mut call = Slots::new(0xfe82, &[target.to_slot(), *cursor])
                .writes(on, 2, text)
                .writes(on, 4, from_mut(&mut ret_info));
            let result = on.call(&mut call);
            *cursor = call.result(3);
            if result.is_err() && call.status == Status::AGAIN && on.again() {
                continue;
            }
            return result.map(|()| TextResult { info: ret_info, made: call.result(0), text_needed: call.result(1) });
        }
    }
}
