// SPDX-License-Identifier: MIT
//! Calls by libxabi.so.1: xabi/xabi.h says what its functions promise.

use crate::abi::Status;
use crate::{Call, Slots};
use core::ffi::c_void;
use std::ffi::CString;
use std::os::raw::{c_char, c_int};
use std::string::{String, ToString};

/// `struct xabi_error`.
#[repr(C)]
struct RawError {
    code: c_int,
    status: u16,
    text: [u8; 480],
}

#[link(name = "xabi")]
extern "C" {
    fn xabi_open(uri: *const c_char, ret: *mut *mut c_void, ret_error: *mut RawError) -> c_int;
    fn xabi_close(xabi: *mut c_void, ret_error: *mut RawError) -> c_int;
    fn xabi_call(xabi: *mut c_void, call: *mut Slots) -> c_int;
    fn xabi_last_error(xabi: *const c_void) -> *const RawError;
}

/// What happened and what to do.
#[derive(Clone, Debug)]
pub struct Error {
    /// XABI_ERROR_* of xabi/xabi.h.
    pub code: i32,
    /// Of a call that was carried out and refused.
    pub status: Status,
    pub text: String,
}

impl From<&RawError> for Error {
    fn from(raw: &RawError) -> Self {
        let len = raw.text.iter().position(|&byte| byte == 0).unwrap_or(raw.text.len());
        Self {
            code: raw.code,
            status: Status(raw.status),
            text: String::from_utf8_lossy(&raw.text[..len]).to_string(),
        }
    }
}

impl std::fmt::Display for Error {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.text)
    }
}

impl std::error::Error for Error {}

/// An open route. One thread at a time may use it, which `&mut` sees to.
pub struct Xabi {
    handle: *mut c_void,
}

// SAFETY: a handle is for one thread at a time, not for one thread.
unsafe impl Send for Xabi {}

impl Xabi {
    /// Opens "xen:" (also for `None`), "replay:FILE", "record:FILE".
    pub fn open(uri: Option<&str>) -> Result<Self, Error> {
        let mut error = RawError { code: 0, status: 0, text: [0; 480] };
        let mut handle = core::ptr::null_mut();
        // A NUL in the text would only cut it off, and no route has one.
        let uri = uri.map(|uri| CString::new(uri.replace('\0', "?")).unwrap());
        let uri = uri.as_ref().map_or(core::ptr::null(), |uri| uri.as_ptr());
        // SAFETY: as the header has it; the text outlives the call.
        match unsafe { xabi_open(uri, &mut handle, &mut error) } {
            0 => Ok(Self { handle }),
            _ => Err(Error::from(&error)),
        }
    }

    /// Closes it. A recording is complete only after that; who drops the route does not learn it.
    pub fn close(self) -> Result<(), Error> {
        let mut error = RawError { code: 0, status: 0, text: [0; 480] };
        let handle = self.handle;
        core::mem::forget(self);
        // SAFETY: the handle is open, and gone with this.
        match unsafe { xabi_close(handle, &mut error) } {
            0 => Ok(()),
            _ => Err(Error::from(&error)),
        }
    }
}

impl Drop for Xabi {
    fn drop(&mut self) {
        // SAFETY: the handle is open, and nobody uses it again.
        unsafe { xabi_close(self.handle, core::ptr::null_mut()) };
    }
}

impl Call for Xabi {
    type Error = Error;

    fn call(&mut self, call: &mut Slots) -> Result<(), Error> {
        // SAFETY: the handle is open; the call's buffers are as long as it says.
        unsafe {
            match xabi_call(self.handle, call) {
                0 => Ok(()),
                _ => Err(Error::from(&*xabi_last_error(self.handle))),
            }
        }
    }
}
