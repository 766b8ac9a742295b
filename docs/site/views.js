// SPDX-License-Identifier: MIT
// What stands in the page. views.NAME is reached by #/NAME or #/NAME/WHICH; to add one: its function here, and its line in
// `navigation` where it is a way in.
'use strict';

const stateNames = {shown: 'answered and shown', spec: 'answered in the spec', open: 'open'};
const classDocs = {
	kernel: 'a guest\'s kernel, for itself', mediated: 'a kernel for a process, and it owns the state',
	control: 'user space, through a kernel that only audits', device_model: 'a device model, for one target',
	any: 'everybody',
};
const classCodes = {kernel: 0, any: 0, mediated: 1, control: 2, device_model: 3};

function navigation() {
	const item = (view, text) => h('li', {}, link(view, '', text));
	return [
		h('h2', {}, 'Operations'),
		h('ul', {}, model.extensions.map((e) => h('li', {}, link('extension', e.name), h('small', {}, e.ops.length)))),
		h('h2', {}, 'Data'),
		h('ul', {}, item('types', 'Types'), item('statuses', 'Statuses'), item('old-calls', 'Old calls'),
			item('machines', 'Registers'), item('profiles', 'Profiles')),
		h('h2', {}, 'Xen as it is'),
		h('ul', {}, item('xen', 'Hypercalls'), item('calls', 'Calls'), item('structs', 'Structs'), item('facts', 'Facts'), item('problems', 'Problems')),
		h('h2', {}, 'Why'),
		h('ul', {}, item('rules', 'Rules'), item('requirements', 'Requirements'), item('objections', 'Objections'),
			item('complaints', 'The meeting'), item('compared', 'Other ABIs')),
	];
}

// ---- small parts ----

const number = (value) => typeof value === 'string' ? `0x${BigInt(value).toString(16)}` : String(value);
const hex = (value, digits) => `0x${value.toString(16).padStart(digits, '0')}`;
const crumbs = (...nodes) => h('p', {class: 'crumbs'}, nodes.flatMap((node) => [node, ' › ']).slice(0, -1));
const tag = (text, kind) => h('span', {class: `tag ${kind || text}`}, text);
const classTag = (name) => h('span', {class: `tag class-${name}`, title: classDocs[name]}, name);
const life = (d) => [d.since ? `since ${d.since}` : null, d.deprecated ? h('strong', {}, ` deprecated since ${d.deprecated}`) : null];
const chips = (ids) => h('span', {class: 'chips'}, ids.map(recordLink));
const nothing = () => h('span', {class: 'nothing'}, '-');

// Rows are arrays of cells. On a narrow screen a row becomes a block, and each cell says what it is.
function table(heads, rows) {
	return h('div', {class: 'scroll'}, h('table', {},
		h('thead', {}, h('tr', {}, heads.map((head) => h('th', {scope: 'col'}, head)))),
		h('tbody', {}, rows.map((row) => h('tr', {}, row.map((cell, i) => h('td', {'data-head': heads[i]}, cell)))))));
}

// [[name, node]]: those whose node says something.
function facts(pairs) {
	return h('dl', {class: 'facts'}, pairs.filter(([, node]) => node === 0 || (node && node.length !== 0))
		.map(([name, node]) => [h('dt', {}, name), h('dd', {}, node)]));
}

// What marks and type of a slot or field say.
function marks(d) {
	return [d.unit, d.of ? ['of ', d.of] : null, d.range ? `${number(d.range[0])} to ${number(d.range[1])}` : null,
		d.align ? ['multiple of ', typeLink(d.align)] : null, d.zero ? 'zero' : null,
		d.default !== undefined ? `default ${number(d.default)}` : null, d.like ? ['as many as ', d.like] : null,
		d.creates ? 'made by this' : null, d.consumes ? 'ended by this' : null, d.generated ? 'generated' : null,
		d.deprecated ? `deprecated ${d.deprecated}` : null].filter(Boolean).flatMap((mark) => [h('span', {class: 'mark'}, mark), ' ']);
}

const typeOf = (d) => [typeLink(d.type), d.array ? '[]' : d.count ? `[${d.count}]` : ''];

function opRows(list) {
	return table(['Operation', 'Number', 'What it does'], list.map((op) => [
		h('code', {}, link('op', op.path)), h('code', {}, hex(op.op, 4)), rich(op.doc)]));
}

// ---- an operation ----

// The number taken apart: a box for each bit, a name for each part.
function numberFigure(op) {
	const bits = op.op.toString(2).padStart(16, '0');
	const parts = [[2, op.extension.class, `class ${classCodes[op.extension.class]}`], [6, op.extension.name, `extension ${op.extension.number}`],
		[2, `${op.buffers.length}`, 'buffers'], [6, op.name, `op ${op.number}`]];
	let at = 0;
	return h('figure', {class: 'number', 'aria-label': `Number ${hex(op.op, 4)}: ${parts.map(([, , what]) => what).join(', ')}`},
		parts.map(([width, value, what], i) => h('div', {class: `part part-${i}`, style: `--bits: ${width}`},
			h('div', {class: 'bits'}, [...bits.slice(at, at += width)].map((bit) => h('span', {}, bit))),
			h('div', {class: 'value'}, value), h('div', {class: 'what'}, what))));
}

// a0..a5 and r0..r3 as boxes; a buffer has two.
function slotFigure(op) {
	const box = (place, what, name, type, kind) => h('div', {class: `slot ${kind}`, style: kind.startsWith('buffer') ? 'grid-column: span 2' : undefined},
		h('span', {class: 'place'}, place), h('b', {}, name), h('span', {class: 'type'}, type), what ? h('small', {}, what) : null);
	const empty = (place) => box(place, null, '0', '', 'empty');
	const row = (letter, count, slots) => {
		const boxes = [];
		for (let i = 0; i < count; i++) {
			const buffer = letter === 'a' && op.buffers.find((b) => b.slot === i), slot = slots[i];
			if (buffer)
				boxes.push(box(`a${i} a${++i}`, `${buffer.access}: address, bytes`, buffer.name, typeOf(buffer), `buffer ${buffer.access}`));
			else if (slot)
				boxes.push(box(`${letter}${i}`, slot.generated ? 'generated' : null, slot.name, typeOf(slot), 'used'));
			else
				boxes.push(empty(`${letter}${i}`));
		}
		return h('div', {class: `slots slots-${letter}`}, boxes);
	};
	return h('figure', {class: 'slot-figure'}, h('figcaption', {}, 'In'), row('a', 6, op.in), h('figcaption', {}, 'Out'), row('r', 4, op.out));
}

function slotTable(op) {
	const rows = [...op.in.map((s) => [`a${s.slot}`, s]), ...op.buffers.map((b) => [`a${b.slot} a${b.slot + 1}`, b]), ...op.out.map((s) => [`r${s.slot}`, s])];
	return rows.length ? table(['Slot', 'Name', 'Type', 'What it is'], rows.map(([place, d]) => [h('code', {}, place), h('b', {}, d.name),
		h('code', {}, typeOf(d)), [d.access ? [tag(d.access), ' '] : null, marks(d), d.doc ? rich(d.doc) : null]])) : null;
}

// The text of a condition; what it looks at is a link. Words behind `is`, `has` and `lacks` are values, and no links.
function condition(op, atom) {
	const own = new Map([...op.in, ...op.out, ...op.buffers].map((d) => [d.name, d.type]));
	const seen = atom.path ? atom.path.length : atom.text.length;
	const words = atom.text.slice(0, seen).split(/(?<![.a-z0-9_])([a-z][a-z0-9_]*)/);
	return h('code', {}, words.map((word, i) => i % 2 ? types.has(own.get(word)) ? link('type', own.get(word), word) : typeLink(word) : word),
		atom.text.slice(seen));
}

function failures(op) {
	const target = op.target.resources.length && !op.target.self ? ['wrong_target'] : [];
	const common = [...model.common, ...target].filter((name) => statuses.has(name));
	return [h('h2', {}, 'Failures, in this order'),
		h('ol', {class: 'failures'},
			h('li', {class: 'common'}, h('span', {}, tag('common'), ' ', list(common.map((name) => h('code', {}, statusLink(name)))),
				h('small', {}, ' as for every operation; r3 says which slot, or where in a struct'))),
			op.fails.map((row) => h('li', {class: row.kind}, h('span', {}, tag(row.kind), ' ', h('code', {}, statusLink(row.status)), ' when ',
				row.when.flatMap((atom, i) => [i ? ' and ' : '', condition(op, atom)])), row.doc ? h('p', {}, rich(row.doc)) : null)),
			h('li', {class: 'common'}, h('span', {}, tag('last', 'common'), ' ', list(['not_allowed', 'no_memory'].filter((name) => statuses.has(name))
				.map((name) => h('code', {}, statusLink(name)))), h('small', {}, ' by the security policy; of the hypervisor'))))];
}

function timeText(time, op) {
	if (time.constant)
		return 'constant';
	const batch = op.out.some((slot) => slot.name === 'done') && op.buffers.some((b) => b.array);
	return [`at most ${time.slice} ${time.of} a slice; then `, h('code', {}, statusLink('again')),
		batch ? ', and done says how many' : ', and the cursor goes on'];
}

function targetText(target) {
	return target.resources.length ? [list(target.resources.map(typeLink)), ' in a0', target.self ? ', the caller included' : ', not the caller'] : 'none';
}

views.op = (path) => {
	const op = ops.get(path);
	if (!op)
		return null;
	const needs = askedFor(path), rules = asked.rules.map((r) => r.id).filter((id) => needs.some((r) => r.rules.includes(id)));
	return {title: path, body: [
		crumbs(link('', '', 'XABI'), link('extension', op.extension.name)),
		h('h1', {}, h('code', {}, path), ' ', classTag(op.extension.class), ' ', h('span', {class: 'tag kind'}, hex(op.op, 4))),
		h('p', {class: 'lead'}, rich(op.doc)),
		numberFigure(op), slotFigure(op), slotTable(op), failures(op),
		h('h2', {}, 'Facts'),
		facts([['Target', targetText(op.target)], ['Time', timeText(op.time, op)],
			['Afterwards', list(op.then.map((t) => h('code', {}, `${t.path} is ${t.is}`)))],
			['Trust', op.trust], ['Profiles', list(model.profiles.filter((p) => p.ops.some((o) => o.name === path)).map((p) => link('profile', p.name)))],
			['Sealed guests', op.sealed ? `no: ${op.sealed}` : 'yes'], ['Life', life(op)],
			['Old calls', (op.was || []).length ? list(op.was.map((old) => h('code', {}, link('old', old)))) : 'none'],
			['Asked for by', needs.map((r) => h('span', {class: 'need'}, recordLink(r.id), ' ', r.text, ' '))], ['Rules', rules.length ? chips(rules) : null]]),
	]};
};

// ---- extensions, types, statuses ----

function extensionTable(list) {
	return table(['Extension', 'Class', 'Operations', 'What it is'], list.map((e) => [h('code', {}, link('extension', e.name)),
		classTag(e.class), e.ops.length, rich(e.doc)]));
}

views.extension = (name) => {
	const e = extensions.get(name);
	return e && {title: name, body: [
		crumbs(link('', '', 'XABI'), 'extensions'),
		h('h1', {}, h('code', {}, name), ' ', classTag(e.class)),
		h('p', {class: 'lead'}, rich(e.doc)),
		facts([['Number', e.number], ['Class', `${e.class}: ${classDocs[e.class]}`], ['Trust', e.trust],
			['Target', e.target && targetText(e.target)], ['Life', life(e)],
			['Removed', list(e.gone.map((g) => `${g.name} (${g.number}, until ${g.until})`))]]),
		opRows(e.ops),
	]};
};

views.types = () => ({title: 'Types', body: [h('h1', {}, 'Types'), kinds.filter(([key]) => model[key].length).map(([key, kind]) => [
	h('h2', {}, key[0].toUpperCase() + key.slice(1)),
	table([kind, '', 'What it is'], model[key].map((d) => [h('code', {}, typeLink(d.name)),
		h('code', {}, d.size !== undefined ? `${d.size} bytes` : d.value !== undefined ? number(d.value) : d.base || ''), rich(d.doc)]))])]});

// A struct in rows of eight bytes; a field of whole rows is one box.
function structFigure(d) {
	const boxes = [];
	let row = 1;
	for (const field of d.fields) {
		const column = field.offset % 8, rows = Math.ceil((column + field.size) / 8);
		boxes.push(h('span', {class: 'offset', style: `grid-row: ${row}`, hidden: column !== 0}, field.offset),
			h('div', {class: `field${field.zero ? ' empty' : ''}`, style: `grid-row: ${row}; grid-column: ${column + 2} / span ${Math.min(8, field.size)}`},
				h('b', {}, field.name), ' ', h('span', {class: 'type'}, typeOf(field)), rows > 1 ? h('small', {}, ` ${field.size} bytes`) : null));
		row += (column + field.size) % 8 === 0;
	}
	return h('figure', {class: 'struct', 'aria-label': `${d.name}, ${d.size} bytes, rows of eight`}, boxes,
		h('span', {class: 'offset end', style: `grid-row: ${row + (d.size % 8 !== 0)}`}, d.size));
}

const typeBodies = {
	values: (d) => table([d.kind === 'flags' ? 'Bit' : 'Value', 'Name', 'What it means'], d.values.map((v) =>
		[h('code', {}, d.kind === 'flags' ? v.bit : number(v.value)), h('code', {}, d.kind === 'errors' ? statusLink(v.name) : v.name), rich(v.doc)])),
	states: (d) => table(['State', 'What it means'], d.states.map((s) => [h('code', {}, s.name), rich(s.doc)])),
	fields: (d) => [structFigure(d), table(['Offset', 'Bytes', 'Name', 'Type', 'What it is'], d.fields.map((f) =>
		[h('code', {}, f.offset), f.size, h('b', {}, f.name), h('code', {}, typeOf(f)), [marks(f), f.doc ? rich(f.doc) : null]]))],
};

// Where a type is used: ops, and structs that have it.
function usedBy(name) {
	const inOps = [...ops.values()].filter((op) => [...op.in, ...op.out, ...op.buffers].some((d) => d.type === name || d.align === name) ||
		op.fails.some((row) => row.when.some((atom) => (atom.path || '').split('.')[0] === name)));
	const inTypes = [...types.values()].filter((d) => d.of === name || (d.fields || []).some((f) => f.type === name || f.align === name));
	return [...inOps.map((op) => h('code', {}, link('op', op.path))), ...inTypes.map((d) => h('code', {}, typeLink(d.name)))];
}

views.type = (name) => {
	const d = types.get(name);
	return d && {title: name, body: [
		crumbs(link('types', '', 'Types'), d.kind),
		h('h1', {}, h('code', {}, name), ' ', tag(d.kind, 'kind')),
		h('p', {class: 'lead'}, rich(d.doc)),
		facts([['Value', d.value !== undefined ? number(d.value) : null], ['Base', d.base === null ? 'no number of its own' : d.base],
			['Of', d.of && typeLink(d.of)], ['Size', d.size !== undefined ? `${d.size} bytes, aligned to ${d.align}${d.growing ? '; later versions may be longer' : ''}` : null],
			['Marks', marks({...d, align: undefined, of: undefined})], ['Life', life(d)]]),
		Object.keys(typeBodies).filter((key) => d[key]).map((key) => typeBodies[key](d)),
		d.kind === 'area' ? null : [h('h2', {}, 'Used by'), h('p', {}, usedBy(name).length ? list(usedBy(name)) : 'Nothing.')],
	]};
};

views.statuses = () => ({title: 'Statuses', body: [h('h1', {}, 'Statuses'),
	h('p', {class: 'lead'}, 'How a call ends. One list, closed; ', recordLink('P6.1'), ' and ', recordLink('P6.2'), ' say what comes before what.'),
	table(['Value', 'Status', 'What it says', 'Listed by'], [...statuses.values()].map((s) => [s.value, h('code', {}, statusLink(s.name)), rich(s.doc),
		model.common.includes(s.name) ? tag('common') : failsWith(s.name).length || nothing()]))]});

views.status = (name) => {
	const s = statuses.get(name), users = failsWith(name);
	return s && {title: name, body: [crumbs(link('statuses', '', 'Statuses'), String(s.value)), h('h1', {}, h('code', {}, name), ' ', tag(String(s.value), 'kind')),
		h('p', {class: 'lead'}, rich(s.doc)),
		model.common.includes(name) ? h('p', {}, 'Checked for every operation alike, so no operation lists it: ', recordLink('P6.2'), '.') : null,
		users.length ? [h('h2', {}, 'Operations that list it'), table(['Operation', 'When'], users.flatMap((op) => op.fails.filter((row) => row.status === name)
			.map((row) => [h('code', {}, link('op', op.path)), row.when.flatMap((atom, i) => [i ? ' and ' : '', condition(op, atom)])])))] : null]};
};

// ---- the old ABI ----

function oldRows(calls) {
	return h('div', {class: 'even'}, table(['Old call', 'Operation, or why there is none'], calls.map(([old, {ops: by, reason}]) =>
		[h('code', {}, link('old', old)), reason ? reason.text : list(by.map((op) => h('code', {}, link('op', op.path))))])));
}

views['old-calls'] = () => {
	const groups = new Map();
	for (const call of oldCalls()) {
		const name = call[0].split('.')[0];
		groups.set(name, [...groups.get(name) || [], call]);
	}
	const single = [...groups].filter(([name, calls]) => calls.length === 1 && calls[0][0] === name).flatMap(([, calls]) => calls);
	return {title: 'Old calls', body: [h('h1', {}, 'From the old calls'),
		h('p', {class: 'lead'}, 'The calls of Xen\'s ABI as it is, and the operation that does their work. Of domctl and sysctl only what has an operation is here.'),
		[...groups].filter(([, calls]) => calls.length > 1 || calls[0][0].includes('.')).map(([name, calls]) => [h('h2', {id: `old-${name}`}, h('code', {}, name)), oldRows(calls)]),
		h('h2', {}, 'Calls without sub-operations, or as a whole'), oldRows(single)]};
};

views.old = (name) => {
	const call = oldCalls().get(name);
	return call && {title: name, body: [crumbs(link('old-calls', '', 'Old calls'), name.split('.')[0]), h('h1', {}, h('code', {}, name), ' ', tag('old ABI', 'kind')),
		call.reason ? h('p', {class: 'lead'}, `No operation does its work. ${call.reason.text}`) : [h('p', {class: 'lead'}, 'Its work is done by:'), opRows(call.ops)]]};
};

// ---- why: rules, requirements, objections, complaints ----

function ruleCard(rule) {
	const [first, ...items] = rule.text.split('\n');
	return h('article', {class: 'card'}, h('h3', {}, recordLink(rule.id)), h('p', {}, rich(first)),
		items.length ? h('ul', {}, items.map((item) => h('li', {}, rich(item.replace(/^- /, ''))))) : null);
}

views.rules = () => ({title: 'Rules', body: [h('h1', {}, 'The rules'),
	h('p', {class: 'lead'}, 'What every operation keeps to. Each says where it comes from: requirements (R), objections (C), other ABIs (A).'),
	[...new Set(asked.rules.map((rule) => rule.section))].map((section) => [h('h2', {}, section),
		asked.rules.filter((rule) => rule.section === section).map(ruleCard)])]});

views.rule = (id) => {
	const rule = asked.rules.find((r) => r.id === id);
	if (!rule)
		return null;
	const asking = asked.requirements.filter((r) => r.rules.includes(id)), objections = asked.objections.filter((r) => (r.rules || []).includes(id));
	return {title: id, body: [crumbs(link('rules', '', 'Rules'), rule.section), h('h1', {}, `Rule ${id}`), ruleCard(rule),
		h('h2', {}, 'Asked for by'), asking.map(requirementCard), objections.map(objectionCard)]};
};

const dataLink = (name) => types.has(name) ? h('code', {}, typeLink(name)) : link(name === 'profiles' ? name : 'machines', '', name);
const opLinks = (paths) => (paths || []).map((path) => h('code', {}, opLink(path)));

function requirementCard(r) {
	const complaints = asked.notes.filter((n) => n.requirements.includes(r.id));
	return h('article', {class: `card state-${r.state}`},
		h('h3', {}, recordLink(r.id), ' ', r.text), tag(stateNames[r.state], r.state),
		facts([['Open', r.open], ['Rules', chips(r.rules)], ['Operations', list(opLinks(r.ops))], ['Data', list((r.data || []).map(dataLink))],
			['Shown by', (r.test || []).map((t) => h('div', {}, h('code', {}, t.path), t.name ? `: ${t.name}` : ''))], ['Still to come', r.yet],
			['Complaints', complaints.length ? chips(complaints.map((n) => n.id)) : null], ['Asked in', list(r.from.map((s) => link('source', s)))]]));
}

views.requirements = (state) => {
	if (state && !stateNames[state])
		return null;
	const count = asked.count;
	return {title: 'Requirements', body: [h('h1', {}, 'What was asked of a new ABI'),
		h('p', {class: 'lead'}, 'What Xen\'s developers and users asked for since 2025, in one list, with what answers it.'),
		h('div', {class: 'meter', role: 'img', 'aria-label': `${count.shown} shown, ${count.spec} in the spec, ${count.open} open`},
			Object.keys(stateNames).map((s) => h('span', {class: s, style: `flex-grow: ${count[s]}`}, count[s]))),
		h('p', {class: 'filters'}, link('requirements', '', `all ${count.all}`, {'aria-current': !state && 'true'}),
			Object.entries(stateNames).map(([s, text]) => link('requirements', s, `${count[s]} ${text}`, {class: s, 'aria-current': state === s && 'true'}))),
		asked.requirements.filter((r) => !state || r.state === state).map(requirementCard)]};
};

const recordView = (key, what, card) => (id) => {
	const record = asked[key].find((r) => r.id === id);
	return record && {title: id, body: [crumbs(link(what[0], '', what[1]), id), h('h1', {}, `${what[2]} ${id}`), card(record, true)]};
};

function objectionCard(c) {
	return h('article', {class: 'card objection'}, h('h3', {}, recordLink(c.id), ' ', c.text),
		h('div', {class: 'sides'}, h('p', {}, rich(c.one)), h('p', {}, rich(c.other))),
		facts([['Our answer', rich(c.answer)], ['Its cost', rich(c.cost)], ['Rules', c.rules ? chips(c.rules) : null], ['Said in', list(c.from.map((s) => link('source', s)))]]));
}

// A complaint, the requirements it makes, and what answers them.
function complaintCard(n, whole) {
	const needs = n.requirements.map((id) => records.get(id));
	const rules = asked.rules.map((rule) => rule.id).filter((id) => needs.some((r) => r.rules.includes(id)));
	const paths = n.ops || [...new Set(needs.flatMap((r) => r.ops || []))];
	return [h('article', {class: 'card'}, h('h3', {}, recordLink(n.id), ' ', n.text),
		facts([['Requirements', needs.map((r) => h('span', {class: 'need'}, recordLink(r.id), ' ', tag(stateNames[r.state], r.state)))],
			['Rules', chips(rules)], ['Operations', list(opLinks(paths))]])), whole ? needs.map(requirementCard) : null];
}

function comparedCard(a) {
	const rules = asked.rules.filter((rule) => rule.from.includes(a.id)).map((rule) => rule.id);
	return h('article', {class: 'card'}, h('h3', {}, recordLink(a.id), ' ', a.text),
		facts([['Taken', rich(a.take)], ['Left', rich(a.leave)], ['Rules', rules.length ? chips(rules) : null]]));
}

views.requirement = recordView('requirements', ['requirements', 'Requirements', 'Requirement'], requirementCard);
views.objection = recordView('objections', ['objections', 'Objections', 'Objection'], objectionCard);
views.complaint = recordView('notes', ['complaints', 'The meeting', 'Complaint'], complaintCard);

views.objections = () => ({title: 'Objections', body: [h('h1', {}, 'Where they disagree'),
	h('p', {class: 'lead'}, 'Both sides of each disagreement among Xen\'s developers, what XABI does, and what that costs.'), asked.objections.map(objectionCard)]});
views.complaints = () => ({title: 'The meeting', body: [h('h1', {}, 'What the meeting complained of'),
	h('p', {class: 'lead'}, 'The complaints of the design session at the Xen Summit, 16 September 2025, in our words (', link('source', 'summit-1'), '). Each leads to the requirements that it makes, and they to rules and operations.'),
	asked.notes.map((n) => complaintCard(n))]});
views.compared = (id) => {
	const some = asked.compared.filter((a) => !id || a.id === id);
	return some.length ? {title: id || 'Other ABIs', body: [h('h1', {}, 'ABIs that were compared'), some.map(comparedCard)]} : null;
};

views.source = (name) => {
	const s = asked.sources.find((source) => source.id === name);
	const citing = [...asked.requirements, ...asked.objections].filter((r) => r.from.includes(name));
	const url = (id) => `https://lore.kernel.org/xen-devel/${encodeURIComponent(id)}/`;
	return s && {title: name, body: [crumbs(link('requirements', '', 'Requirements'), 'sources'), h('h1', {}, name), h('p', {class: 'lead'}, s.text),
		facts([['Message', (s.message || []).map((id) => h('div', {}, id.includes('*') ? id : h('a', {href: url(id), rel: 'noopener'}, id)))],
			['Link', (s.link || []).map((href) => h('div', {}, h('a', {href, rel: 'noopener'}, href)))], ['Cited by', chips(citing.map((r) => r.id))]])]};
};

// ---- registers: transports, first states, leaves; profiles ----

const machineTitles = {transport: 'How a call travels', boot: 'What a vCPU finds at its first instruction', leaf: 'How XABI is found'};
const registerValue = (row) => row.holds || `0x${BigInt(row.value).toString(16)}`;

function registerTable(title, rows) {
	return rows && rows.length ? table([title, 'Value', 'What it is'], rows.map((row) => [h('code', {}, row.reg),
		h('code', {}, registerValue(row), row.mask !== undefined ? ` under ${registerValue({value: row.mask})}` : ''), row.doc ? rich(row.doc) : null])) : null;
}

function machineCard(d) {
	// In block form the registers hold the block's address.
	const travel = (letter, registers) => (registers || []).map((reg, i) => h('span', {class: 'pair'}, h('b', {}, d.block ? 'address' : `${letter}${i}`), ' ', h('code', {}, reg), ' '));
	return h('article', {class: 'card'}, h('h3', {}, link(d.kind, d.path, d.name), ' on ', d.on, d.block ? [' ', tag('block', 'kind')] : null),
		h('p', {}, rich(d.doc)),
		facts([['Instruction', d.by && list(d.by.map((name) => h('code', {}, name)))],
			['Word', d.word && [h('code', {}, d.word.reg), ' = ', h('code', {}, registerValue(d.word)), d.block ? null : ' and the number of the operation']],
			['In', travel('a', d.args)], ['Status', d.status && h('code', {}, d.status)], ['Out', travel('r', d.results)],
			['The rest', d.rest], ['Life', life(d)]]),
		registerTable(d.kind === 'leaf' ? 'Asks with' : 'Register', d.regs), registerTable('Gives', d.gives));
}

views.machines = () => ({title: 'Registers', body: [h('h1', {}, 'Registers'),
	h('p', {class: 'lead'}, 'Everything else speaks of slots; here is, for each architecture, which registers they are, what a vCPU finds at its start, and how a guest finds XABI.'),
	Object.entries(machineTitles).map(([kind, title]) => [h('h2', {}, title), [...machines.values()].filter((d) => d.kind === kind).map(machineCard)])]});
for (const kind of Object.keys(machineTitles))
	views[kind] = (path) => {
		const d = machines.get(`${kind}/${path}`);
		return d && {title: d.path, body: [crumbs(link('machines', '', 'Registers'), kind), h('h1', {}, h('code', {}, d.name), ` on ${d.on}`), machineCard(d)]};
	};

views.profiles = () => ({title: 'Profiles', body: [h('h1', {}, 'Profiles'),
	h('p', {class: 'lead'}, 'Sets of operations: what a toolstack names when it lets a domain use XABI.'),
	model.profiles.map((p) => [h('h2', {}, link('profile', p.name)), h('p', {}, rich(p.doc)), opRows(p.ops.map((op) => ops.get(op.name)))])]});
views.profile = (name) => {
	const p = model.profiles.find((profile) => profile.name === name);
	return p && {title: name, body: [crumbs(link('profiles', '', 'Profiles'), name), h('h1', {}, h('code', {}, name)), h('p', {class: 'lead'}, rich(p.doc)),
		opRows(p.ops.map((op) => ops.get(op.name)))]};
};

// ---- the start ----

views.start = () => {
	const door = (view, title, text) => h('a', {class: 'door', href: `#/${view}`}, h('b', {}, title), h('span', {}, text));
	const count = asked.count, all = [...ops.values()];
	return {title: 'XABI', body: [
		h('h1', {}, 'A stable ABI for Xen'),
		h('p', {class: 'lead'}, `XABI ${model.version} is a new interface between Xen and what runs on it: described once, in a text from which headers, checks, manuals and these pages are made. It stands beside the old one, which keeps working.`),
		h('div', {class: 'doors'},
			door('complaints', 'What was wrong', `${asked.notes.length} complaints of one meeting, and what became of each`),
			door('requirements', 'What was asked for', `${count.all} requirements: ${count.shown} shown, ${count.spec} in the spec, ${count.open} open`),
			door('rules', 'What holds everywhere', `${asked.rules.length} rules, with where each comes from`),
			door('old-calls', 'What became of a hypercall', 'from the old calls to the new operations'),
			door('xen', 'What Xen has today', `${calls.size} calls, ${structs.size} structs, and what is wrong with them`)),
		h('h2', {}, `${all.length} operations in ${extensions.size} extensions`),
		extensionTable(model.extensions)]};
};
