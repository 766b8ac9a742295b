// SPDX-License-Identifier: MIT
//! Proves what the spec has no example of: signed values, reserved words, structs inside structs, three buffers.
use xabi::abi::*;
use xabi::{Call, Slot, Slots};

struct Keeps(Vec<Slots>);

impl Call for Keeps {
    type Error = Status;

    fn call(&mut self, call: &mut Slots) -> Result<(), Status> {
        self.0.push(*call);
        call.output = [u64::MAX, 3, 0, 0xffff_fffe];
        Ok(())
    }
}

#[test]
fn signed_values_have_no_bits_above_them() {
    assert_eq!((-2i32).to_slot(), 0xffff_fffe);
    assert_eq!(i32::from_slot(0xffff_fffe), -2);
    let mut on = Keeps(Vec::new());
    let about = base::about(&mut on).unwrap();
    assert_eq!((about.wide_one, about.level, about.another), (Wide(u64::MAX), 3, -2));
    memory::drop(&mut on, 7, 8, -2).unwrap();
    assert_eq!(on.0[1].input[..3], [7, 8, 0xffff_fffe]);
}

#[test]
fn names_and_inner_structs() {
    let list = RangeList { class: -4, ..RangeList::default() };
    assert_eq!(list.ranges[1].at + list.inside.size, 0);
    assert_eq!((list.class, MapMode::CLASS.name()), (-4, Some("class")));
}

#[test]
fn a_zero_slot_is_no_parameter() {
    let mut on = Keeps(Vec::new());
    // SAFETY: nothing is populated.
    unsafe { memory::populate(&mut on, 7, 0x1000, 0x2000, MapMode::BIG, Access::READ_ONLY) }.unwrap();
    assert_eq!(on.0[0].input, [7, 0x1000, 0x2000, 0x8000_0000, 1, 0]);
}

#[test]
fn three_buffers_fill_all_slots() {
    let (from, list, mut to) = (RangeList::default(), [1u32, 2, 3], [Range::default(); 3]);
    let mut on = Keeps(Vec::new());
    // SAFETY: the addresses in it lead nowhere.
    let _ = unsafe { device::three(&mut on, &from, &list, &mut to) };
    let input = on.0[0].input;
    assert_eq!([input[1], input[3], input[5]], [80, 12, 48]);
    assert_eq!(input[0], &from as *const _ as usize as u64);
}
