// SPDX-License-Identifier: MIT
// Xen's ABI as it is: calls, structs, facts and problems of the catalogue, which xen.js has (xencat json). Where something
// holds is a number, a place in xen.cells: a word for each architecture, a bit for each release.
'use strict';

const newest = xen.releases.length - 2; // the last one is master
const everywhere = (2 ** xen.releases.length) - 1;
const calls = new Map(xen.calls.map((call) => [call.name, call]));
const hypercalls = new Map(xen.hypercalls.map((call) => [call.name, call]));
const headers = new Map(xen.headers.map((header) => [header.name, header]));
const groups = new Map(xen.facts.map((group) => [group.name, group]));
const problems = new Map(xen.problems.map((problem) => [problem.code, problem]));
// By name; what moved from one header to another is one thing with the rows of both.
const layouts = new Map();
for (const header of xen.headers) {
	for (const node of header.has) {
		const seen = layouts.get(`${node.kind} ${node.name}`);
		if (seen)
			seen.rows = [...seen.rows, ...node.rows];
		else
			layouts.set(`${node.kind} ${node.name}`, Object.assign(node, {header}));
	}
}
const structs = new Map([...layouts.values()].filter((node) => node.kind === 'struct').map((node) => [node.name, node]));
const constants = new Map([...layouts.values()].filter((node) => node.kind === 'constant').map((node) => [node.name, node]));

const holds = (cells, release, abi) => xen.cells[cells][abi] >> release & 1;
const rowOf = (node, release, abi) => node.rows.find(([cells]) => holds(cells, release, abi));
const has = (node, abi) => xen.releases.some((_, release) => rowOf(node, release, abi));

// Bits of releases as "4.14..4.16, 4.18..".
function releasesText(bits) {
	const parts = [], last = xen.releases.length - 1;
	for (let i = 0; i <= last; i++) {
		if (!(bits >> i & 1))
			continue;
		const from = i;
		while (i < last && bits >> (i + 1) & 1)
			i++;
		parts.push(i === last ? `${xen.releases[from]}..` : i === from ? xen.releases[i] : `${xen.releases[from]}..${xen.releases[i]}`);
	}
	return parts.join(', ');
}

// "everywhere", "4.17..", "4.14..4.21 on x86_64, i386".
function spanText(cells) {
	const bits = xen.cells[cells], by = new Map();
	bits.forEach((word, abi) => word && by.set(word, [...by.get(word) || [], xen.abis[abi]]));
	if (!by.size)
		return 'nowhere';
	return [...by].map(([word, abis]) => [word === everywhere ? '' : releasesText(word), abis.length === xen.abis.length ? '' : `on ${abis.join(', ')}`]
		.filter(Boolean).join(' ') || 'everywhere').join('; ');
}

// ---- sizes and members, for a release and an architecture ----

const plain = {u8: 1, i8: 1, char: 1, u16: 2, i16: 2, u32: 4, i32: 4, u64: 8, i64: 8, handle64: 8, pointer64: 8, handle32: 4, pointer32: 4};
// Of a struct's or enum's row, "struct of 72 bytes".
const sizeIn = ([, text]) => Number((text.match(/\d+/) || [0])[0]);
const wide = (abi) => xen.abis[abi].endsWith('64') ? 8 : 4;

function bytesOf(type, release, abi) {
	const [, word, name] = type.match(/^([a-z0-9]+)(?: ([A-Za-z0-9_]+))?/), times = [...type.matchAll(/\[(\d*)\]/g)].reduce((n, [, count]) => n * Number(count), 1);
	if (plain[word] || word === 'ulong' || word === 'long')
		return times * (plain[word] || wide(abi));
	if (/^\d+$/.test(name))
		return times * Number(name);
	const row = [`struct ${name}`, `enum ${name}`].map((key) => layouts.get(key)).filter(Boolean).map((node) => rowOf(node, release, abi)).find(Boolean);
	return row ? times * sizeIn(row) : 0;
}

// Members with their places from the start of the struct, those of members without a name of their own too.
function members(node, release, abi, at = 0, path = '', depth = 0) {
	return (node.fields || []).flatMap((field) => {
		const row = rowOf(field, release, abi);
		if (!row)
			return [];
		const [, offset, type, bit] = row, name = [path, field.name].filter(Boolean).join('.');
		return [{name: name || '-', offset: at + offset, bytes: bytesOf(type, release, abi), type, bit, depth, union: /^union /.test(type)},
			...members(field, release, abi, at + offset, name, depth + 1)];
	});
}

// The same, without what is inside another one: what a picture shows side by side.
const outer = (node, release, abi) => members(node, release, abi).filter((m) => m.depth === 0);
const sizeOf = (node, release, abi) => sizeIn(rowOf(node, release, abi) || [0, '0']);

// ---- links ----

const callLink = (name) => calls.has(name) || oldCalls().has(name) ? h('code', {}, link('old', name)) : h('code', {}, name);
const structLink = (name) => structs.has(name) ? link('struct', name) : name;
const typeText = (type) => type.split(/(\b[a-z][A-Za-z0-9_]*\b)/).map((word) => structs.has(word) ? link('struct', word) : word);
const problemLink = (code) => problems.has(code) ? link('problem', code, code, {title: problems.get(code).title}) : code;
const problemsOf = (name) => xen.problems.filter((problem) => (problem.places || []).includes(name));
const inXabi = (d) => (d.xabi || []).length ? list(d.xabi.map((name) => {
	const [kind, own] = name.split(' ');
	return ops.has(name) ? h('code', {}, link('op', name)) : types.has(own) ? h('code', {}, typeLink(own)) :
		kind === 'boot' || kind === 'leaf' ? link('machines', '', name) : kind === 'errors' ? link('statuses', '', 'statuses') : name;
})) : d.without ? h('span', {class: 'nothing'}, xen.reasons[d.without]) : nothing();
const changes = (d) => (d.changed || []).map(([release, text]) => h('div', {}, h('b', {}, release), ` ${text}`));
const stability = (name) => h('span', {class: `tag stability-${name}`, title: xen.classes[name]}, name);

// ---- pictures ----

// The browser knows the name of SVG's elements' space.
const svgSpace = new DOMParser().parseFromString('<svg></svg>', 'text/html').querySelector('svg').namespaceURI;

function svg(tag, attributes, ...children) {
	const element = document.createElementNS(svgSpace, tag);
	for (const [name, value] of Object.entries(attributes || {}))
		element.setAttribute(name, value);
	element.append(...children.flat(Infinity).filter((child) => child !== null));
	return element;
}

// A box with its name, as much as fits, and all of it as a title.
function box(x, y, width, height, kind, name, title) {
	const fits = Math.floor((width - 8) / 7.2), text = name.length <= fits ? name : fits > 3 ? `${name.slice(0, fits - 1)}…` : '';
	return svg('g', {class: `box ${kind}`}, svg('title', {}, title), svg('rect', {x, y, width: Math.max(width - 1, 1), height: height - 1, rx: 3}),
		text ? svg('text', {x: x + 4, y: y + height / 2 + 4}, text) : null);
}

// Rows of eight bytes; rows that lie wholly in a long member are left out.
function structPicture(node, release, abi) {
	const fields = outer(node, release, abi), size = sizeOf(node, release, abi), rows = [], left = 44, cell = 84, height = 26;
	for (let at = 0; at < size; at += 8) {
		const long = fields.some((m) => m.offset + 8 < at && m.offset + m.bytes > at + 16);
		if (!long || (rows.length && rows.at(-1) !== null))
			rows.push(long ? null : at);
	}
	const place = new Map(rows.map((at, i) => [at, i])), parts = [];
	rows.forEach((at, i) => parts.push(svg('text', {class: 'offset', x: left - 8, y: i * height + 17}, at === null ? '⋮' : at)));
	const covered = new Uint8Array(size);
	for (const m of fields) {
		covered.fill(1, m.offset, m.offset + m.bytes);
		for (let at = m.offset - m.offset % 8, first = true; at < m.offset + Math.max(m.bytes, 1); at += 8) {
			if (!place.has(at))
				continue;
			const from = Math.max(m.offset, at), to = Math.min(m.offset + m.bytes, at + 8);
			parts.push(box(left + (from - at) * cell, place.get(at) * height, (to - from) * cell, height, m.union ? 'union' : 'plain', first ? m.name : '',
				`${m.name}: byte ${m.offset}, ${m.bytes} bytes, ${m.type}`));
			first = false;
		}
	}
	for (let at = 0; at < size; at++) {
		const row = at - at % 8;
		if (covered[at] || !place.has(row))
			continue;
		const from = at;
		while (at + 1 < Math.min(row + 8, size) && !covered[at + 1])
			at++;
		parts.push(box(left + (from - row) * cell, place.get(row) * height, (at + 1 - from) * cell, height, 'hole', '', `byte ${from}: ${at + 1 - from} bytes of padding`));
	}
	const width = left + 8 * cell, tall = rows.length * height + 20;
	parts.push(svg('text', {class: 'offset', x: left - 8, y: rows.length * height + 14}, size));
	return svg('svg', {viewBox: `0 0 ${width} ${tall}`, class: 'layout', role: 'img',
		'aria-label': `${node.name} on Xen ${xen.releases[release]}, ${xen.abis[abi]}: ${size} bytes, in rows of eight`}, parts);
}

// Releases that lay NODE out alike, each with what is in it.
function layoutsOf(node, abi) {
	const found = [];
	xen.releases.forEach((name, release) => {
		if (!rowOf(node, release, abi))
			return;
		const fields = outer(node, release, abi), size = sizeOf(node, release, abi), inner = members(node, release, abi);
		const key = JSON.stringify([size, inner.map((m) => [m.name, m.offset, m.bytes, m.bit, m.type])]);
		if (found.length && found.at(-1).key === key)
			found.at(-1).bits |= 1 << release;
		else
			found.push({key, bits: 1 << release, release, fields, inner, size});
	});
	return found;
}

// What of INNER is new, moved or changed against BEFORE, by name.
function compared(inner, before) {
	const was = new Map((before || []).map((m) => [m.name, m]));
	return new Map(inner.map((m) => {
		const old = was.get(m.name);
		return [m.name, !before ? 'plain' : !old ? 'new' : old.offset !== m.offset ? 'moved' : old.bytes !== m.bytes || old.type !== m.type ? 'changed' : 'plain'];
	}));
}

// A bar for each layout, one below the other, to one scale.
function historyPicture(node, abi) {
	const all = layoutsOf(node, abi), most = Math.max(...all.map((l) => l.size), 1), left = 92, scale = 628 / most, height = 30;
	const parts = all.flatMap((l, i) => {
		const kinds = compared(l.inner, i ? all[i - 1].inner : null);
		const within = (m) => kinds.get(m.name) !== 'plain' || !l.inner.some((x) => x.name.startsWith(`${m.name}.`) && kinds.get(x.name) !== 'plain') ? kinds.get(m.name) : 'changed';
		return [svg('text', {class: 'offset', x: left - 8, y: i * height + 19}, releasesText(l.bits)),
			...l.fields.map((m) => box(left + m.offset * scale, i * height, m.bytes * scale, height - 4, within(m), m.name,
				`${m.name}: byte ${m.offset}, ${m.bytes} bytes, ${m.type}${within(m) === 'plain' ? '' : `; ${within(m)}`}`)),
			svg('text', {class: 'size', x: left + l.size * scale + 6, y: i * height + 19}, l.size)];
	});
	return svg('svg', {viewBox: `0 0 760 ${all.length * height}`, class: 'layout', role: 'img',
		'aria-label': `${node.name} on ${xen.abis[abi]}: ${all.map((l) => `${l.size} bytes in ${releasesText(l.bits)}`).join(', ')}`}, parts);
}

// The same in words: what became of each member, from one layout to the next.
function historyRows(node, abi) {
	const all = layoutsOf(node, abi);
	return all.slice(1).flatMap((l, i) => {
		const kinds = compared(l.inner, all[i].inner), was = new Map(all[i].inner.map((m) => [m.name, m])), now = new Map(l.inner.map((m) => [m.name, m]));
		const since = xen.releases[l.release], rows = [];
		if (l.size !== all[i].size)
			rows.push([since, h('i', {}, 'the whole'), `${all[i].size} to ${l.size} bytes`]);
		for (const [name, kind] of kinds)
			if (kind !== 'plain')
				rows.push([since, h('code', {}, name), kind === 'new' ? ['new: byte ', now.get(name).offset, ', ', h('code', {}, now.get(name).type)] :
					kind === 'moved' ? `byte ${was.get(name).offset} to ${now.get(name).offset}` : `${was.get(name).type} to ${now.get(name).type}`]);
		for (const name of was.keys())
			if (!now.has(name))
				rows.push([since, h('code', {}, name), 'gone']);
		return rows;
	});
}

// Bars: how many in each release.
function countPicture(counts) {
	const most = Math.max(...counts, 1);
	return svg('svg', {viewBox: `0 0 ${counts.length * 60} 120`, class: 'layout bars', role: 'img', 'aria-label': counts.map((n, i) => `${xen.releases[i]}: ${n}`).join(', ')},
		counts.map((n, i) => [svg('rect', {x: i * 60 + 8, y: 98 - 78 * n / most, width: 44, height: 78 * n / most, rx: 3}),
			svg('text', {class: 'middle', x: i * 60 + 30, y: 92 - 78 * n / most}, n), svg('text', {class: 'middle soft', x: i * 60 + 30, y: 114}, xen.releases[i])]));
}

// ---- choices: buttons that draw a part of the page anew ----

function choices(label, names, chosen, choose) {
	const buttons = names.map(([value, text, off]) => {
		const button = h('button', {type: 'button', disabled: off, 'aria-pressed': String(value === chosen)}, text);
		button.addEventListener('click', () => {
			buttons.forEach((other) => other.setAttribute('aria-pressed', String(other === button)));
			choose(value);
		});
		return button;
	});
	return h('div', {class: 'choices', role: 'group', 'aria-label': label}, h('span', {}, label), buttons);
}

// ---- the views ----

views.xen = () => ({title: 'Xen as it is', body: [h('h1', {}, 'Xen\'s ABI as it is'),
	h('p', {class: 'lead'}, `All hypercalls, all public headers and what else a program relies on, of Xen ${xen.releases[0]} to ${xen.releases[newest]} and of master, on four architectures; what is wrong with them, and what takes their place.`),
	h('div', {class: 'doors'}, ['calls:Calls', 'structs:Structs', 'facts:Facts', 'problems:Problems'].map((word) => {
		const [view, title] = word.split(':');
		const texts = {calls: `${calls.size} operations of ${hypercalls.size} hypercalls: who may call them, with what, to what effect`,
			structs: `${structs.size} structs and unions, drawn for each release and architecture, with their history`,
			facts: `${xen.facts.reduce((n, g) => n + g.has.length, 0)} leaves, parameters, bits, shared words, first states`,
			problems: `${problems.size} kinds of them, counted, each with the rule that ends it`};
		return h('a', {class: 'door', href: `#/${view}`}, h('b', {}, title), h('span', {}, texts[view]));
	})),
	h('h2', {}, 'Hypercalls'),
	table(['Hypercall', 'Operations', 'What it is about'], xen.hypercalls.map((call) => [h('code', {}, link('hypercall', call.name)),
		xen.calls.filter((op) => op.hypercall === call.name && !op.parent).length, call.doc || nothing()]))]});

// Some of the calls, as rows; in the newest release that is out.
function callRows(some) {
	return table(['Call', 'Stability', 'Exists', 'What it does', 'In XABI'], some.map((call) => [callLink(call.name), stability(call.class), spanText(call.cells),
		[call.doc || nothing(), call.handles.some((p) => !p.register) ? [' ', tag('pointer', 'pointer')] : null], inXabi(call)]));
}

const pointer = (call) => call.handles.some((p) => !p.register);
// What the buttons choose by; each is one of several, the first is any.
const callFilters = [
	['Caller', [['', 'any'], ['pv', 'PV'], ['hvm', 'HVM and PVH'], ['arm', 'Arm']], (call, value) => call.callers.includes(value)],
	['Stability', [['', 'any'], ...Object.keys(xen.classes).map((name) => [name, name])], (call, value) => call.class === value],
	['Pointer in its argument', [['', 'any'], ['yes', 'yes'], ['no', 'no']], (call, value) => pointer(call) === (value === 'yes')],
	['Effect', [['', 'any'], ...Object.keys(xen.effects).map((name) => [name, name])], (call, value) => call.effects.includes(value)],
	['In XABI', [['', 'any'], ['yes', 'yes'], ['no', 'no']], (call, value) => (call.xabi.length > 0) === (value === 'yes')],
];

views.calls = (caller) => {
	if (caller && !xen.callers[caller])
		return null;
	const chosen = [caller || '', '', '', '', ''], rows = h('div', {});
	const draw = () => {
		const some = xen.calls.filter((call) => !call.parent && [0, 2].some((abi) => holds(call.cells, newest, abi)) &&
			callFilters.every(([, , fits], i) => !chosen[i] || fits(call, chosen[i])));
		rows.replaceChildren(h('p', {class: 'count'}, `${some.length} calls on Xen ${xen.releases[newest]}`), callRows(some));
	};
	draw();
	return {title: 'Calls', body: [crumbs(link('xen', '', 'Xen as it is'), 'calls'), h('h1', {}, 'Calls'),
		h('p', {class: 'lead'}, 'Who may call is about kinds of guests: ', Object.entries(xen.callers).flatMap(([name, text], i) => [i ? ', ' : '', link('calls', name, text)]),
			'. Whether a guest has the privilege is another matter: those for ', stability('tools'), ' and ', stability('dom0'), ' are for the control domain, the ',
			stability('stable'), ' ones without a target are any guest\'s.'),
		callFilters.map(([label, names], i) => choices(label, names, chosen[i], (value) => {
			chosen[i] = value;
			draw();
		})), rows]};
};

views.hypercall = (name) => {
	const call = hypercalls.get(name);
	return call && {title: name, body: [crumbs(link('xen', '', 'Xen as it is'), link('calls', '', 'calls')), h('h1', {}, h('code', {}, name)),
		call.doc ? h('p', {class: 'lead'}, call.doc) : null, facts([['Number', h('code', {}, call.constant)], ['Argument', call.type && h('code', {}, structLink(call.type))]]),
		callRows(xen.calls.filter((op) => op.hypercall === name && !op.parent))]};
};

const reach = (p) => ({elements: `${p.length} elements`, bytes: `${p.length} bytes`, bits: `${p.length} bits`, nul: 'up to a zero', implied: p.length,
	unknown: `not known; ${p.length} was read`}[p.unit] + (p.filled ? `, ${p.filled} of them written` : ''));

// The struct that a call's argument is, or that its member leads to.
function argumentType(call) {
	if (!call.path)
		return call.type;
	let node = structs.get(call.type), type = null;
	for (const part of call.path.split('.')) {
		const field = node && (node.fields || []).find((f) => f.name === part);
		type = field && field.rows.at(-1)[2];
		node = field && (structs.get((type.match(/^(?:struct|union) ([a-z_0-9]+)$/) || [])[1]) || field);
	}
	return type && (type.match(/^(?:struct|union) ([A-Za-z_][A-Za-z_0-9]*)/) || [])[1];
}

function callBody(call) {
	const type = argumentType(call), under = xen.calls.filter((other) => other.parent === call.name), wrong = problemsOf(call.name), node = structs.get(type);
	return [crumbs(link('calls', '', 'Calls'), link('hypercall', call.hypercall)), h('h1', {}, h('code', {}, call.name), ' ', stability(call.class)),
		call.doc ? h('p', {class: 'lead'}, call.doc) : null,
		facts([['In XABI', inXabi(call)], ['Exists', spanText(call.cells)], ['Changed', changes(call)],
			['Number', call.constant && h('code', {}, call.constant)], ['Callers', list(call.callers.map((name) => xen.callers[name]))],
			['Stability', xen.classes[call.class]], ['About', call.target && [h('code', {}, call.target), call.other ? ', not the caller' : '']],
			['Changes', call.effects.map((name) => h('div', {}, h('b', {}, name), `: ${xen.effects[name]}`))],
			['Argument', type && [h('code', {}, structLink(type)), call.array ? `, ${call.array} of them` : '', call.path ? [' in ', h('code', {}, call.path), ' of ', h('code', {}, structLink(call.type))] : '']],
			['Comes back', (call.out || []).length && list(call.out.map((name) => h('code', {}, name)))],
			['Goes on by', call.resumes]]),
		call.handles.length ? table(['Pointer', 'Xen', 'How far'], call.handles.map((p) => [h('code', {}, p.path), p.way === 'both' ? 'reads and writes' : p.way === 'read' ? 'reads' : 'writes',
			[reach(p), p.optional ? '; may be null' : '', p.register ? ' (in a register)' : '']])) : null,
		under.length ? [h('h2', {}, 'Commands'), callRows(under)] : null,
		wrong.length ? [h('h2', {}, 'What is wrong with it'), table(['Problem', 'Why', 'Rule that ends it'], wrong.map((p) => [problemLink(p.code), p.why, recordLink(p.rule)]))] : null,
		node ? [h('h2', {}, 'Its argument'), structBody(node)] : null];
}

const replacedView = views.old;
views.old = (name) => {
	const call = calls.get(name), old = replacedView(name);
	return call ? {title: name, body: [callBody(call), old && oldCalls().get(name).reason ? h('p', {class: 'note'}, rich(oldCalls().get(name).reason.text)) : null]} : old;
};

// ---- structs ----

function structBody(node) {
	const chosen = {abi: xen.abis.findIndex((_, abi) => has(node, abi)), release: newest};
	const figure = h('figure', {class: 'scroll'}), rows = h('div', {}), past = h('div', {}), there = () => rowOf(node, chosen.release, chosen.abi);
	const draw = () => {
		const fields = there() ? members(node, chosen.release, chosen.abi) : [];
		figure.replaceChildren(there() ? structPicture(node, chosen.release, chosen.abi) : h('p', {class: 'nothing'}, 'Not there.'));
		rows.replaceChildren(h('h2', {}, `Its members on Xen ${xen.releases[chosen.release]}, ${xen.abis[chosen.abi]}`), table(['Offset', 'Bytes', 'Member', 'Type'], fields.map((m) => [h('code', {}, m.offset), m.bytes, h('code', {}, m.name), h('code', {}, typeText(m.type))])));
		const changed = historyRows(node, chosen.abi);
		past.replaceChildren(h('h2', {}, 'Its history'), h('figure', {class: 'scroll'}, historyPicture(node, chosen.abi)),
			changed.length ? table(['Since', 'Member', 'What changed'], changed) : h('p', {}, 'The same in all releases that have it.'));
	};
	const last = xen.releases.map((_, i) => i).filter((i) => xen.abis.some((_, abi) => rowOf(node, i, abi)));
	chosen.release = last.includes(newest) ? newest : last.at(-1);
	draw();
	return [choices('Xen', xen.releases.map((name, i) => [i, name, !last.includes(i)]), chosen.release, (value) => {
		chosen.release = value;
		draw();
	}), choices('on', xen.abis.map((name, abi) => [abi, name, !has(node, abi)]), chosen.abi, (value) => {
		chosen.abi = value;
		draw();
	}), figure, past, rows];
}

views.struct = (name) => {
	const node = structs.get(name), users = node && xen.calls.filter((call) => argumentType(call) === name || call.type === name);
	const holders = [...holdersOf().get(name) || []];
	const about = xen.facts.flatMap((group) => group.has.filter((fact) => fact.is === name && fact.kind !== 'value').map((fact) => [group, fact]));
	const wrong = node && problemsOf(name);
	return node && {title: name, body: [crumbs(link('structs', '', 'Structs'), link('header', node.header.name)), h('h1', {}, h('code', {}, name)),
		h('p', {class: 'lead'}, [...new Set(node.rows.map(([cells, text]) => `${sizeIn([0, text])} bytes ${spanText(cells)}`))].join('; '), '.'),
		structBody(node),
		wrong.length ? [h('h2', {}, 'What is wrong with it'), table(['Problem', 'Why', 'Rule that ends it'], wrong.map((p) => [problemLink(p.code), p.why, recordLink(p.rule)]))] : null,
		about.length ? [h('h2', {}, 'Facts about it'), factRows(about)] : null,
		users.length ? [h('h2', {}, 'Calls that take it'), h('p', {}, list(users.map((call) => callLink(call.name))))] : null,
		holders.length ? [h('h2', {}, 'Structs that have it'), h('p', {}, list(holders.map((other) => h('code', {}, link('struct', other.name)))))] : null]};
};

// Which structs have members of a struct's type, or pointers to it.
function holdersOf() {
	if (holdersOf.found)
		return holdersOf.found;
	const found = holdersOf.found = new Map();
	const look = (node, holder) => (node.fields || []).forEach((field) => {
		for (const [, , type] of field.rows)
			for (const word of type.match(/[A-Za-z_]\w+/g) || [])
				if (structs.has(word))
					found.set(word, (found.get(word) || new Set()).add(holder));
		look(field, holder);
	});
	for (const node of structs.values())
		look(node, node);
	return found;
}

const uses = ['hypercalls', 'migration', 'shared rings and areas', 'PV drivers'];
views.structs = () => ({title: 'Structs', body: [crumbs(link('xen', '', 'Xen as it is'), 'structs'), h('h1', {}, 'Structs, by header'),
	uses.map((text, use) => [h('h2', {}, `For ${text}`), table(['Header', 'Structs', 'Changed', 'Constants'], xen.headers.filter((header) => header.use === use && header.has.length).map((header) => {
		const own = header.has.filter((node) => node.kind === 'struct');
		return [h('code', {}, link('header', header.name)), own.length, list(own.filter((node) => xen.abis.some((_, abi) => layoutsOf(node, abi).length > 1))
			.map((node) => h('code', {}, link('struct', node.name)))), header.has.filter((node) => node.kind === 'constant').length];
	}))])]});

views.header = (name) => {
	const header = headers.get(name), of = (kind) => header.has.filter((node) => node.kind === kind);
	const worth = (node) => node.rows.map(([cells, value]) => h('div', {}, h('code', {}, value), spanText(cells) === 'everywhere' ? '' : ` ${spanText(cells)}`));
	return header && {title: name, body: [crumbs(link('structs', '', 'Structs'), uses[header.use]), h('h1', {}, h('code', {}, name)),
		of('struct').length ? [h('h2', {}, 'Structs and unions'), table(['Name', 'Size'], of('struct').map((node) => [h('code', {}, link('struct', node.name)), worth(node)]))] : null,
		of('enum').length ? [h('h2', {}, 'Enums'), table(['Name', 'Members'], of('enum').map((node) => [h('code', {}, node.name), (node.fields || []).map((f) =>
			h('div', {}, h('code', {}, f.name), ' ', list(f.rows.map(([cells, value]) => `${value}${spanText(cells) === 'everywhere' ? '' : ` ${spanText(cells)}`}`))))]))] : null,
		of('type').length ? [h('h2', {}, 'Types'), table(['Name', 'Is'], of('type').map((node) => [h('code', {}, node.name), worth(node)]))] : null,
		of('constant').length ? [h('h2', {}, 'Constants'), table(['Name', 'Value'], of('constant').map((node) => [h('code', {}, node.name), worth(node)]))] : null]};
};

views.constant = (name) => {
	const node = constants.get(name), call = node && xen.calls.find((c) => c.constant === name);
	const about = xen.facts.flatMap((group) => group.has.filter((fact) => fact.is === name && fact.kind === 'constant').map((fact) => [group, fact]));
	return node && {title: name, body: [crumbs(link('structs', '', 'Headers'), link('header', node.header.name)), h('h1', {}, h('code', {}, name)),
		table(['Value', 'Where'], node.rows.map(([cells, value]) => [h('code', {}, value), spanText(cells)])),
		call ? h('p', {}, 'The number of ', callLink(call.name), '.') : null, about.length ? factRows(about) : null]};
};

// ---- facts ----

const documentedTag = (fact) => fact.documented ? tag({same: 'documented', otherwise: 'documented otherwise', nothing: 'undocumented'}[fact.documented],
	{same: 'shown', otherwise: 'open', nothing: 'open'}[fact.documented]) : null;
const worthOf = (fact) => fact.kind === 'value' ? fact.is : h('code', {}, fact.kind === 'field' ? [structLink(fact.is), `.${fact.path}`] :
	fact.kind === 'type' ? structLink(fact.is) : constants.has(fact.is) ? link('constant', fact.is) : fact.is);
const numberOf = (fact) => fact.kind === 'constant' && constants.has(fact.is) ? [' = ', h('code', {}, constants.get(fact.is).rows.at(-1)[1])] : null;

function factRows(pairs) {
	return table(['Fact', 'Is', 'What', 'Exists', 'In XABI'], pairs.map(([group, fact]) => [h('code', {}, link('facts', group.name, fact.name)), [worthOf(fact), numberOf(fact)],
		[rich(fact.doc), ' ', documentedTag(fact), fact.documents ? h('small', {}, ` ${fact.documents}`) : null, changes(fact),
			(fact.problems || []).length ? h('span', {class: 'chips'}, fact.problems.map(problemLink)) : null], spanText(fact.cells), inXabi(fact)]));
}

views.facts = (name) => {
	const group = groups.get(name);
	if (name && !group)
		return null;
	return group ? {title: name, body: [crumbs(link('facts', '', 'Facts'), name), h('h1', {}, h('code', {}, name)), h('p', {class: 'lead'}, group.doc),
		factRows(group.has.map((fact) => [group, fact])), group.source ? h('p', {class: 'note'}, `From ${group.source}.`) : null]} :
		{title: 'Facts', body: [crumbs(link('xen', '', 'Xen as it is'), 'facts'), h('h1', {}, 'Facts'),
			h('p', {class: 'lead'}, 'What of Xen\'s ABI is neither a call nor a layout.'),
			table(['Group', 'Facts', 'What they are'], xen.facts.map((g) => [h('code', {}, link('facts', g.name)), g.has.length, g.doc]))]};
};

// ---- problems ----

views.problems = () => ({title: 'Problems', body: [crumbs(link('xen', '', 'Xen as it is'), 'problems'), h('h1', {}, 'What is wrong with it'),
	h('p', {class: 'lead'}, `Found by a program, in the catalogue; on x86-64. Counts are those of Xen ${xen.releases[newest]}.`),
	['calls', 'structs', 'facts'].map((of) => [h('h2', {}, `Of ${of}`), table(['Problem', 'Places', 'What', 'Rule that ends it'], xen.problems.filter((p) => p.of === of).map((p) =>
		[h('code', {}, problemLink(p.code)), p.counts ? p.counts[newest] : factsWith(p.code).length, p.title, recordLink(p.rule)]))])]});

const factsWith = (code) => xen.facts.flatMap((group) => group.has.filter((fact) => (fact.problems || []).includes(code)).map((fact) => [group, fact]));

views.problem = (code) => {
	const p = problems.get(code), told = factsWith(code);
	return p && {title: p.title, body: [crumbs(link('problems', '', 'Problems'), p.of), h('h1', {}, `${p.title[0].toUpperCase()}${p.title.slice(1)}`, ' ', tag(code, 'kind')),
		h('p', {class: 'lead'}, `${p.why[0].toUpperCase()}${p.why.slice(1)}.`), facts([['Ended by', recordLink(p.rule)]]), ruleCard(records.get(p.rule)),
		p.counts ? [h('h2', {}, 'How many, release by release'), h('figure', {class: 'scroll'}, countPicture(p.counts))] : null,
		p.places && p.places.length ? [h('h2', {}, `Where, on Xen ${xen.releases[newest]}`), h('p', {class: 'places'}, list(p.places.map((name) => p.of === 'calls' ? callLink(name) : h('code', {}, link('struct', name)))))] : null,
		told.length ? [h('h2', {}, 'Facts that have it'), factRows(told)] : null]};
};

// ---- found by the search ----

function catalogueIndex(add) {
	for (const call of xen.calls)
		add('Xen call', call.name, 'old', `${call.constant || ''} ${call.doc || ''}`);
	for (const node of structs.values())
		add('Xen struct', node.name, 'struct', node.header.name);
	for (const node of constants.values())
		add('Xen constant', node.name, 'constant', node.header.name);
	for (const group of xen.facts)
		add('facts', group.name, 'facts', `${group.doc} ${group.has.map((fact) => `${fact.name} ${fact.is} ${fact.doc}`).join(' ')}`);
	for (const problem of xen.problems)
		add('problem', problem.code, 'problem', `${problem.title} ${problem.why}`);
}
