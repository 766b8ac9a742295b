/* SPDX-License-Identifier: MIT */
/* What domains write and people type, and the handlers of extension console. */
#include <stdlib.h>
#include <string.h>

#include "provider/host/internal.h"

#define TEXT_BYTES 40u /* of console.put */

/* Makes room for LEN bytes behind USED; false: no memory. */
static bool make_room(char **text, size_t used, size_t len, size_t *room)
{
	char *grown;

	if (*room - used >= len)
		return true;
	grown = realloc(*text, 2 * (used + len));
	if (!grown)
		return false;
	*text = grown;
	*room = 2 * (used + len);
	return true;
}

static bool output(struct domain *domain, const char *text, size_t len)
{
	if (len == 0)
		return true; /* there may be no room yet to point into */
	if (!make_room(&domain->output, domain->output_len, len, &domain->output_room))
		return false;
	memcpy(domain->output + domain->output_len, text, len);
	domain->output_len += len;
	host_log(domain->host, text, len);
	return true;
}

size_t xabi_host_console(const struct xabi_host *host, uint16_t domain, const char **ret_text)
{
	*ret_text = host->domains[domain]->output;
	return host->domains[domain]->output_len;
}

void xabi_host_type(struct xabi_host *host, uint16_t domain, const char *text)
{
	struct domain *to = host->domains[domain];
	size_t len = strlen(text);

	if (!make_room(&to->input, to->input_len, len, &to->input_room))
		return;
	memcpy(to->input + to->input_len, text, len);
	to->input_len += len;
}

void host_log(struct xabi_host *host, const char *text, size_t len)
{
	size_t i;

	for (i = 0; i < len; i++)
		host->log[host->log_end++ % LOG_BYTES] = text[i];
}

/* ---- handlers ---- */

enum xabi_console_put_status xabi_do_console_put(struct xabi_caller *caller, uint8_t size,
						 uint64_t text0, uint64_t text1, uint64_t text2,
						 uint64_t text3, uint64_t text4)
{
	const uint64_t words[] = { text0, text1, text2, text3, text4 };
	char text[TEXT_BYTES];
	uint32_t i;

	for (i = 0; i < size; i++)
		text[i] = (char)(words[i / 8] >> i % 8 * 8);
	return output(host_domain_of(caller), text, size) ? XABI_DO_CONSOLE_PUT_OK
							  : XABI_DO_CONSOLE_PUT_NO_MEMORY;
}

enum xabi_console_get_status xabi_do_console_get(struct xabi_caller *caller, uint64_t *ret_size,
						 uint64_t *ret_text0, uint64_t *ret_text1,
						 uint64_t *ret_text2)
{
	struct domain *domain = host_domain_of(caller);
	uint64_t words[3] = { 0 };
	uint32_t n;

	for (n = 0; n < sizeof(words) && domain->input_at < domain->input_len; n++)
		words[n / 8] |= (uint64_t)(uint8_t)domain->input[domain->input_at++] << n % 8 * 8;
	*ret_size = (uint8_t)n;
	*ret_text0 = words[0];
	*ret_text1 = words[1];
	*ret_text2 = words[2];
	return XABI_DO_CONSOLE_GET_OK;
}

enum xabi_console_write_status xabi_do_console_write(struct xabi_caller *caller, uint64_t cursor,
						     struct xabi_buffer *text, uint64_t *ret_cursor)
{
	char part[XABI_SLICE_CONSOLE_WRITE];
	uint64_t len;

	cursor = cursor < text->bytes ? cursor : text->bytes;
	len = text->bytes - cursor < sizeof(part) ? text->bytes - cursor : sizeof(part);
	xabi_buffer_read(text, cursor, part, len);
	*ret_cursor = cursor;
	if (!output(host_domain_of(caller), part, len))
		return XABI_DO_CONSOLE_WRITE_NO_MEMORY;
	*ret_cursor = cursor + len;
	return *ret_cursor < text->bytes ? XABI_DO_CONSOLE_WRITE_AGAIN : XABI_DO_CONSOLE_WRITE_OK;
}
