# SPDX-License-Identifier: MIT
# What tools/requirements knows of its records: what each kind has, what must agree, and the page as Markdown.

# Each kind of record: what its ids look like, how many there are (0: any number), and its rows. "!": must be there; "s": a list
# of words; "m": may stand several times; "t": a test, PATH or PATH: NAME, or
# conformance: OP, or OP STATUS.
def kinds: {
	requirements: {id: "^R", count: 42, rows: {text: "!", from: "!s", rules: "!s", ops: "s", data: "s", test: "t", yet: "", open: ""}},
	objections: {id: "^C", count: 17, rows: {text: "!", from: "!s", one: "!", other: "!", answer: "!", cost: "!", rules: "s"}},
	notes: {id: "^N", count: 30, rows: {text: "!", requirements: "!s", ops: "s"}},
	compared: {id: "^A", count: 18, rows: {text: "!", take: "!", leave: "!"}},
	sources: {id: "^[a-z]", count: 0, rows: {text: "!", message: "m", link: "m"}},
	"old-calls": {id: "^[a-z]", count: 0, rows: {text: "!", calls: "!s"}},
	rules: {id: "^P", count: 0, rows: {text: "!", section: "!"}}
};

def value($form): if $form | contains("s") then . / " " | map(select(. != ""))
	elif $form | contains("t") then capture("^(?<path>[^:]+)(: (?<name>.*))?$") | del(.name | nulls)
	else . end;

# Rows as lines to an object of kinds, each an array of records; what has no form is left to `form_errors`.
def records: map(. / "\t") | reduce .[] as [$kind, $id, $key, $text, $at] ({};
	(if $key == (if $kind == "rules" then "section" else "text" end) then .[$kind] += [{id: $id, at: $at}] else . end)
	| kinds[$kind].rows[$key] as $form
	| if $form == null then .[$kind][-1].strange += [$key]
	  elif $form | test("[mt]") then .[$kind][-1][$key] += [$text | value($form)]
	  elif .[$kind][-1][$key] then .[$kind][-1].strange += [$key]
	  else .[$kind][-1][$key] = ($text | value($form)) end);

# What a rule cites: R, C and A in its brackets.
def cited: [scan("\\(([^()]*)\\)")[] / ", " | .[] / "; " | .[] | select(test("^[RCA][0-9]+$"))] | unique;

def state: if .open then "open" elif .test then "shown" else "spec" end;

def error($at; $text): "\($at): error: \($text)";

def form_errors: . as $page | kinds | to_entries[] | .key as $kind | .value as $form | ($page[$kind] // []) as $all
	| ($all[] | . as $record | (.strange[]? | error($record.at; "no row \(.), or twice")),
		(select(.id | test($form.id) | not) | error(.at; "'\(.id)' is no id of this file")),
		($form.rows | to_entries[] | select((.value | contains("!")) and ($record[.key] | not))
			| error($record.at; "\($record.id) has no row \(.key)"))),
	  ($all | group_by(.id)[] | select(length > 1) | error(.[1].at; "\(.[0].id) stands here twice")),
	  (select($form.count > 0) | ($all[0].id[0:1] | if . == "A" then 0 else 1 end) as $first
		| [range($form.count) | . + $first] as $want
		| select([$all[].id[1:] | tonumber] != $want)
		| error("docs/requirements/\($kind).txt"; "not \($want[0]) to \($want[-1]), each once and in order"));

# $record cites each of $ids, which must be among $known.
def unknown($record; $ids; $known; $what): ($ids // [])[] | select(IN($known[]) | not)
	| error($record.at; "\($record.id): there is no \($what) \(.)");

def link_errors($model): . as $page
	| [.rules[].id] as $rules | [.sources[].id] as $sources | [.requirements[].id] as $requirements
	| [$model.extensions[] | .name, .name + "." + .ops[].name] as $ops
	| (["transports", "boots", "leaves", "profiles"] + [$model | .structs, .areas, .enums, .flags, .resources, .consts | .[].name]) as $data
	| ([.requirements, .objections, .compared | .[].id]) as $citable
	| (.requirements[], .objections[] | . as $r | unknown($r; .rules; $rules; "rule"), unknown($r; .from; $sources; "source"),
		unknown($r; .ops; $ops; "operation or extension"), unknown($r; .data; $data; "type, nor a kind of register,")),
	  (.notes[] | unknown(.; .requirements; $requirements; "requirement"), unknown(.; .ops; $ops; "operation or extension")),
	  (.rules[] | . as $rule | unknown(.; .from; $citable; "requirement, objection or ABI"),
		(select(.from == []) | error(.at; "\(.id) does not say where it comes from")),
		(select([$page.requirements[].rules[]] | index($rule.id) | not) | error(.at; "no requirement cites \(.id)")),
		(.from[] | . as $id | ($page.requirements + $page.objections)[] | select(.id == $id)
			| select(.rules // [] | index($rule.id) | not) | error(.at; "\($rule.id) cites \(.id), which does not cite it"))),
	  (.requirements[], .objections[] | . as $r | .rules[]? | . as $id | $page.rules[] | select(.id == $id)
		| select(.from | index($r.id) | not) | error($r.at; "\($r.id) cites \(.id), which does not cite it")),
	  (.requirements[] | . as $r | .test[]? | select(.path == "conformance" and .name) | (.name / " ") as [$path, $status]
		| [$model.extensions[] | .name as $e | .ops[] | select("\($e).\(.name)" == $path)][0]
		| select(. == null or ($status and ([.fails[].status, $model.common[], "wrong_target"] | index($status) | not)))
		| error($r.at; "\($r.id): the suite has no case \($path) \($status // "")")),
	  ([$model.extensions[].ops[].was[]?] as $was | ."old-calls"[] | . as $r | .calls[] | select(IN($was[]))
		| error($r.at; "\(.) has an operation that does its work"));

def page($model): records
	| .rules |= map(.text |= gsub("\\\\n"; "\n") | .from = (.text | cited))
	| [form_errors] as $errors
	| if $errors != [] then {errors: $errors, requirements: []} else
		.requirements |= map(.state = state)
		| .count = ({all: (.requirements | length)} + (reduce .requirements[].state as $s ({shown: 0, spec: 0, open: 0}; .[$s] += 1)))
		| .errors = [link_errors($model)]
	end;

def link: "[\(.)](#\(ascii_downcase | gsub("[^a-z0-9-]"; "")))";
def rule: "[\(.)](rules.md)";
def code: "`\(.)`";
def row($what; $items): select($items != null and $items != []) | "- \($what): " + ($items | if type == "array" then join(", ") else . end);
def states: {shown: "Answered and shown", spec: "Answered in the spec", open: "Open"};
# A heading that `link` finds.
def head: "\n<a id=\"\(.id | ascii_downcase)\"></a>\n### \(.id) \(.text)";

def markdown: . as $page | (.requirements | INDEX(.id)) as $of |
	"<!-- Made by tools/requirements from docs/requirements/ and docs/rules.md. -->",
	"# What was asked of a new ABI for Xen, and what answers it",
	"", "\(.count.all) requirements: \(.count.shown) answered and shown, \(.count.spec) answered in the spec, \(.count.open) open.",
	"", "*Shown*: tests that run show it. *In the spec*: the spec has it, the compiler checks it; nothing that runs shows it yet.",
	"*Open*: designed at most. Rules (P1.1 ...) stand in [rules.md](rules.md).",
	"\n## Requirements",
	(.requirements[] | head, "", "\(states[.state])\(if .open then ". " + .open else "" end)", "",
		row("asked in"; .from | map(link)), row("rules"; .rules | map(rule)), row("operations"; .ops // [] | map(code)),
		row("data"; .data // [] | map(code)),
		row("shown by"; .test // [] | map((.path | code) + if .name then ": \(.name)" else "" end)), row("still to come"; .yet)),
	"\n## Objections",
	(.objections[] | head, "", "- one side: \(.one)", "- the other: \(.other)", "- our answer: \(.answer)", "- its cost: \(.cost)",
		row("rules"; .rules // [] | map(rule)), row("said in"; .from | map(link))),
	"\n## The meeting's complaints", "", "| | complaint | requirements | rules | operations |", "| --- | --- | --- | --- | --- |",
	(.notes[] | "| \(.id) | \(.text) | \(.requirements | map(link) | join(", ")) | \([.requirements[] | $of[.].rules[]] | unique
		| map(rule) | join(", ")) | \(.ops // ([.requirements[] | $of[.].ops[]?] | unique) | map(code) | join(", ")) |"),
	"\n## ABIs that were compared",
	(.compared[] | head, "", "- taken: \(.take)", "- left: \(.leave)",
		row("rules"; .id as $id | [$page.rules[] | select(.from | index($id)) | .id | rule])),
	"\n## Old calls of guests that no operation replaces", "",
	(."old-calls"[] | "- \(.text) \(.calls | map(code) | join(", "))"),
	"\n## Sources",
	(.sources[] | head, "", row("message"; .message // [] | map(code)), row("link"; .link // []));
