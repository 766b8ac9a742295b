// SPDX-License-Identifier: MIT
//! XABI, a stable ABI of Xen: its types, and a function for each operation, for programs over
//! libxabi (feature `libxabi`) and, without std, for guests.
//!
//! [`abi`] is made from the spec. What carries a call out implements [`Call`]:
//!
//! ```ignore
//! let mut xabi = xabi::libxabi::Xabi::open(None)?;
//! let info = xabi::abi::host::info(&mut xabi)?;
//! println!("{} CPUs", info.cpus);
//! ```
//!
//! An operation with slices goes on until it is done, or until [`Call::again`] says no; its cursor
//! (first 0) says how far it came, and a call with it goes on there. One on many elements gives
//! back how many it did beside its result, because those are done whatever came behind them. A
//! list (elements written, none read) does not go on by itself.
#![no_std]

#[cfg(feature = "libxabi")]
extern crate std;

/// A number type with names for some of its values. Any value can come from a newer provider.
macro_rules! open_enum {
    ($(#[$doc:meta])* pub struct $name:ident: $base:ty {
        $($(#[$value_doc:meta])* $value:ident = $number:literal, $text:literal;)*
    }) => {
        $(#[$doc])*
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        #[repr(transparent)]
        pub struct $name(pub $base);

        impl $name {
            $($(#[$value_doc])* pub const $value: Self = Self($number);)*

            /// As the spec has it; `None` for a value that this crate does not know.
            pub fn name(self) -> Option<&'static str> {
                match self {
                    $(Self::$value => Some($text),)*
                    _ => None,
                }
            }
        }

        impl core::fmt::Display for $name {
            fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
                match self.name() {
                    Some(name) => f.pad(name),
                    None => self.0.fmt(f),
                }
            }
        }

        impl core::fmt::Debug for $name {
            fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
                core::fmt::Display::fmt(self, f)
            }
        }

        slot!($name, $base);
    };
}

/// A set of flags. Any bit can come from a newer provider, and is kept.
macro_rules! flags {
    ($(#[$doc:meta])* pub struct $name:ident: $base:ty {
        $($(#[$value_doc:meta])* $value:ident = 1 << $bit:literal, $text:literal;)*
    }) => {
        $(#[$doc])*
        #[derive(Clone, Copy, PartialEq, Eq, Hash, Default)]
        #[repr(transparent)]
        pub struct $name(pub $base);

        impl $name {
            $($(#[$value_doc])* pub const $value: Self = Self(1 << $bit);)*

            /// Are all of these set?
            pub const fn contains(self, flags: Self) -> bool {
                self.0 & flags.0 == flags.0
            }
        }

        impl core::ops::BitOr for $name {
            type Output = Self;
            fn bitor(self, other: Self) -> Self {
                Self(self.0 | other.0)
            }
        }

        impl core::fmt::Display for $name {
            fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
                let mut rest = self.0;
                let mut between = "";
                $(if rest & Self::$value.0 != 0 {
                    write!(f, "{}{}", between, $text)?;
                    rest &= !Self::$value.0;
                    between = "|";
                })*
                if rest != 0 || between.is_empty() {
                    write!(f, "{}{:#x}", between, rest)?;
                }
                Ok(())
            }
        }

        impl core::fmt::Debug for $name {
            fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
                core::fmt::Display::fmt(self, f)
            }
        }

        slot!($name, $base);
    };
}

/// A struct as it lies in memory. Its fields fill it without a gap, which is what the assertion
/// says; so each has the offset that stands before it. All zero is a value of every one.
macro_rules! abi_struct {
    ($(#[$doc:meta])* pub struct $name:ident, $size:literal bytes {
        $($(#[$field_doc:meta])* $offset:literal => $field:ident: $type:ty,)*
    }) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug)]
        #[repr(C)]
        pub struct $name {
            $($(#[$field_doc])* pub $field: $type,)*
        }

        const _: () = {
            let mut at = 0;
            $(
                assert!(at == $offset);
                at += core::mem::size_of::<$type>();
            )*
            assert!(at == $size && core::mem::size_of::<$name>() == $size);
        };

        impl Default for $name {
            fn default() -> Self {
                // SAFETY: its fields are integers, and arrays and structs of them.
                unsafe { core::mem::zeroed() }
            }
        }
    };
}

/// What has a number can travel in a slot.
macro_rules! slot {
    ($name:ident, $base:ty) => {
        impl crate::Slot for $name {
            fn to_slot(self) -> u64 {
                self.0.to_slot()
            }
            fn from_slot(slot: u64) -> Self {
                Self(<$base as crate::Slot>::from_slot(slot))
            }
        }
    };
}

pub mod abi;
#[cfg(feature = "libxabi")]
pub mod libxabi;

use abi::Status;

/// A value that fits in one of a call's slots.
pub trait Slot {
    fn to_slot(self) -> u64;
    /// From a slot that has no more than the type can hold; other bits are lost.
    fn from_slot(slot: u64) -> Self;
}

macro_rules! integers {
    ($($signed:ty, $unsigned:ty;)*) => {
        $(
            impl Slot for $unsigned {
                fn to_slot(self) -> u64 {
                    self as u64
                }
                fn from_slot(slot: u64) -> Self {
                    slot as $unsigned
                }
            }
            // The bits above a narrow one are zero, whatever its sign.
            impl Slot for $signed {
                fn to_slot(self) -> u64 {
                    self as $unsigned as u64
                }
                fn from_slot(slot: u64) -> Self {
                    slot as $signed
                }
            }
        )*
    };
}

integers! {
    i8, u8;
    i16, u16;
    i32, u32;
    i64, u64;
}

/// One call: `struct xabi_call` of xabi/call.h.
#[derive(Clone, Copy, Debug)]
#[repr(C)]
pub struct Slots {
    pub op: u16,
    pub status: Status,
    pad: u32,
    pub input: [u64; 6],
    pub output: [u64; 4],
}

const _: () = assert!(core::mem::size_of::<Slots>() == 88);

impl Slots {
    /// A call with these values in its first slots, and zero in the others.
    pub fn new(op: u16, values: &[u64]) -> Self {
        let mut input = [0; 6];
        input[..values.len()].copy_from_slice(values);
        Self { op, status: Status::OK, pad: 0, input, output: [0; 4] }
    }

    /// The same with memory that the call reads, in a slot and the next one.
    pub fn reads<C: Call + ?Sized, T>(self, on: &C, slot: usize, memory: &[T]) -> Self {
        self.buffer(slot, on.address(memory.as_ptr() as *const u8), memory)
    }

    /// The same with memory that the call writes.
    pub fn writes<C: Call + ?Sized, T>(self, on: &C, slot: usize, memory: &mut [T]) -> Self {
        self.buffer(slot, on.address(memory.as_mut_ptr() as *const u8), memory)
    }

    fn buffer<T>(mut self, slot: usize, address: u64, memory: &[T]) -> Self {
        self.input[slot] = address;
        self.input[slot + 1] = core::mem::size_of_val(memory) as u64;
        self
    }

    pub fn result<T: Slot>(&self, slot: usize) -> T {
        T::from_slot(self.output[slot])
    }
}

/// What carries calls out: libxabi, or a guest's trap.
pub trait Call {
    type Error;

    /// Carries the call out and writes its status and output; an error if the status is not ok.
    /// The call may read and write the memory that it names, and must do nothing else to memory.
    fn call(&mut self, call: &mut Slots) -> Result<(), Self::Error>;

    /// How the provider names memory of this program. A guest whose addresses are not physical ones
    /// translates here.
    fn address(&self, memory: *const u8) -> u64 {
        memory as usize as u64
    }

    /// Between two slices: go on? Elsewise the call ends with status again.
    fn again(&mut self) -> bool {
        true
    }
}
