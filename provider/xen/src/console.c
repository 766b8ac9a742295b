/* SPDX-License-Identifier: GPL-2.0-only */
/* Extension console. */
#include "internal.h"

#include <xen/guest_access.h>
#include <xen/hypercall.h>

#include <public/xen.h>

/*
 * Text lines are printed one at a time, and Xen may want to be called again
 * after each; there are few.
 */
static long write(char *text, unsigned int bytes)
{
    unsigned long args[6] = { [1] = bytes };
    unsigned int done = 0;
    char *at = xabi_window_open(text, bytes);
    long rc;

    do
    {
        xabi_older_begin(__HYPERVISOR_console_io);
        rc = do_console_io(CONSOLEIO_write, bytes - done,
                           guest_handle_from_ptr(at + done, char));
        if ( !xabi_older_end(args) )
            break;
        done = bytes - args[1];
    } while ( true );
    xabi_window_close();
    return rc;
}

enum xabi_console_put_status
xabi_do_console_put(struct xabi_caller *caller, uint8_t size, uint64_t text0,
                    uint64_t text1, uint64_t text2, uint64_t text3,
                    uint64_t text4)
{
    uint64_t text[] = { text0, text1, text2, text3, text4 };

    return write((char *)text, size) ? XABI_DO_CONSOLE_PUT_NOT_ALLOWED
                                     : XABI_DO_CONSOLE_PUT_OK;
}

enum xabi_console_get_status xabi_do_console_get(struct xabi_caller *caller,
                                                 uint64_t *ret_size,
                                                 uint64_t *ret_text0,
                                                 uint64_t *ret_text1,
                                                 uint64_t *ret_text2)
{
    uint64_t text[3] = {};
    char *at = xabi_window_open(text, sizeof(text));
    long rc = do_console_io(CONSOLEIO_read, sizeof(text),
                            guest_handle_from_ptr(at, char));

    xabi_window_close();
    if ( rc < 0 )
        return XABI_DO_CONSOLE_GET_NOT_ALLOWED;
    *ret_size = rc;
    *ret_text0 = text[0];
    *ret_text1 = text[1];
    *ret_text2 = text[2];
    return XABI_DO_CONSOLE_GET_OK;
}

enum xabi_console_write_status
xabi_do_console_write(struct xabi_caller *caller, uint64_t cursor,
                      struct xabi_buffer *text, uint64_t *ret_cursor)
{
    char part[XABI_SLICE_CONSOLE_WRITE];
    uint64_t bytes;

    *ret_cursor = cursor;
    if ( cursor >= text->bytes )
        return XABI_DO_CONSOLE_WRITE_OK;
    bytes = min(text->bytes - cursor, (uint64_t)sizeof(part));
    xabi_buffer_read(text, cursor, part, bytes);
    if ( write(part, bytes) )
        return XABI_DO_CONSOLE_WRITE_NOT_ALLOWED;
    *ret_cursor = cursor + bytes;
    return *ret_cursor < text->bytes ? XABI_DO_CONSOLE_WRITE_AGAIN
                                     : XABI_DO_CONSOLE_WRITE_OK;
}
