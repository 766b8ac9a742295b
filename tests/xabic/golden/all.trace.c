/* SPDX-License-Identifier: MIT */
/* Made by `xabic gen trace` from all.xabi more.xabi; not for editing. */
#include "codec/print.h"

static const struct print_value values_wide[] = {
	{ "first", UINT64_C(0x1) },
	{ "last", UINT64_C(0x8000000000000000) },
};

static const struct print_type type_wide = {
	"wide", PRINT_FLAGS, 8, 2, values_wide
};

static const struct print_type type_level = {
	"level", PRINT_NUMBER, 4, 0, NULL
};

static const struct print_type type_u64 = {
	"u64", PRINT_NUMBER, 8, 0, NULL
};

static const struct print_type type_i32 = {
	"i32", PRINT_SIGNED, 4, 0, NULL
};

static const struct print_slot slots_base_about[] = {
	{ "wide_one", &type_wide, NULL, 0, 0 },
	{ "level", &type_level, NULL, 1, 0 },
	{ "one", &type_u64, NULL, 2, 0 },
	{ "another", &type_i32, NULL, 3, 0 },
};

static const struct print_type type_u32 = {
	"u32", PRINT_NUMBER, 4, 0, NULL
};

static const struct print_type type_page_info_each = {
	"page_info[]", PRINT_NUMBER, 24, 0, NULL
};

static const struct print_type type_range_each = {
	"range[]", PRINT_NUMBER, 16, 0, NULL
};

static const struct print_slot slots_memory_map[] = {
	{ "each", &type_u32, "bytes", 0, 0 },
	{ "list", &type_page_info_each, NULL, 2, 0 },
	{ "made", &type_range_each, NULL, 4, 1 },
	{ "done", &type_u32, "count", 0, 0 },
};

static const struct print_type type_domain = {
	"domain", PRINT_NUMBER, 2, 0, NULL
};

static const struct print_type type_port = {
	"port", PRINT_NUMBER, 4, 0, NULL
};

static const struct print_slot slots_memory_drop[] = {
	{ "target", &type_domain, NULL, 0, 0 },
	{ "port", &type_port, NULL, 1, 0 },
	{ "by", &type_i32, NULL, 2, 0 },
};

static const struct print_type type_gpa = {
	"gpa", PRINT_ADDRESS, 8, 0, NULL
};

static const struct print_value values_map_mode[] = {
	{ "normal", UINT64_C(0x0) },
	{ "big", UINT64_C(0x80000000) },
	{ "class", UINT64_C(0x7) },
};

static const struct print_type type_map_mode = {
	"map_mode", PRINT_ENUM, 4, 3, values_map_mode
};

static const struct print_value values_access[] = {
	{ "read_only", UINT64_C(0x1) },
	{ "last", UINT64_C(0x80000000) },
};

static const struct print_type type_access = {
	"access", PRINT_FLAGS, 4, 2, values_access
};

static const struct print_slot slots_memory_populate[] = {
	{ "target", &type_domain, NULL, 0, 0 },
	{ "at", &type_gpa, "bytes", 1, 0 },
	{ "size", &type_u64, "bytes", 2, 0 },
	{ "mode", &type_map_mode, NULL, 3, 0 },
	{ "how", &type_access, NULL, 4, 0 },
	{ "none", &type_u64, NULL, 5, 0 },
};

static const struct print_type type_port_each = {
	"port[]", PRINT_NUMBER, 4, 0, NULL
};

static const struct print_slot slots_memory_walk[] = {
	{ "cursor", &type_u64, NULL, 0, 0 },
	{ "ports", &type_port_each, NULL, 4, 0 },
	{ "cursor", &type_u64, NULL, 0, 0 },
};

static const struct print_type type_range_list = {
	"range_list", PRINT_NUMBER, 80, 0, NULL
};

static const struct print_type type_u32_each = {
	"u32[]", PRINT_NUMBER, 4, 0, NULL
};

static const struct print_slot slots_device_three[] = {
	{ "from", &type_range_list, NULL, 0, 0 },
	{ "list", &type_u32_each, NULL, 2, 0 },
	{ "to", &type_range_each, NULL, 4, 1 },
	{ "done", &type_u32, "count", 0, 0 },
};

static const struct print_type type_u8_each = {
	"u8[]", PRINT_NUMBER, 1, 0, NULL
};

static const struct print_type type_page_info = {
	"page_info", PRINT_NUMBER, 24, 0, NULL
};

static const struct print_slot slots_device_text[] = {
	{ "target", &type_domain, NULL, 0, 0 },
	{ "cursor", &type_u64, NULL, 1, 0 },
	{ "text", &type_u8_each, NULL, 2, 1 },
	{ "info", &type_page_info, NULL, 4, 1 },
	{ "made", &type_port, NULL, 0, 0 },
	{ "text_needed", &type_u64, "bytes", 1, 0 },
	{ "info_needed", &type_u64, "bytes", 2, 0 },
	{ "cursor", &type_u64, NULL, 3, 0 },
};

const struct print_op print_ops[] = {
	{ 0x003f, 0, 0, 4, "base.about", slots_base_about },
	{ 0x8581, 1, 2, 1, "memory.map", slots_memory_map },
	{ 0x8502, 3, 0, 0, "memory.drop", slots_memory_drop },
	{ 0x8503, 6, 0, 0, "memory.populate", slots_memory_populate },
	{ 0x8544, 1, 1, 1, "memory.walk", slots_memory_walk },
	{ 0xfec0, 0, 3, 1, "device.three", slots_device_three },
	{ 0xfe82, 2, 2, 4, "device.text", slots_device_text },
};

const uint16_t print_n_ops = 7;

static const struct print_value values_status[] = {
	{ "ok", UINT64_C(0x0) },
	{ "again", UINT64_C(0x1) },
	{ "bad_slot", UINT64_C(0x5) },
	{ "no_such_domain", UINT64_C(0x8) },
	{ "wrong_port", UINT64_C(0x20) },
	{ "bad_range", UINT64_C(0x21) },
	{ "read_only", UINT64_C(0x22) },
	{ "no_room", UINT64_C(0x23) },
};

const struct print_type print_status = {
	"status", PRINT_ENUM, 2, 8, values_status
};
