// SPDX-License-Identifier: MIT
// The frame of the site: elements, links between things, the address, search, theme. What stands in the page comes from
// views.js, what it is about from data.js, which is the JSON model and the requirements (tools/docs). No network, no library.
'use strict';

const model = xabi.model, asked = xabi.requirements;

// h('a', {href: '#'}, 'text', node, [nodes]): an element. An attribute that is undefined is left out.
function h(tag, attributes, ...children) {
	const element = document.createElement(tag);
	for (const [name, value] of Object.entries(attributes || {}))
		if (value !== undefined && value !== false)
			element.setAttribute(name, value);
	element.append(...children.flat(Infinity).filter((child) => child !== null && child !== undefined && child !== ''));
	return element;
}

// ---- what there is, by name ----

const ops = new Map(), extensions = new Map(), types = new Map(), statuses = new Map(), records = new Map(), machines = new Map();
const kinds = [['structs', 'struct'], ['enums', 'enum'], ['flags', 'flags'], ['resources', 'resource'], ['types', 'type'],
	['consts', 'const'], ['errors', 'errors'], ['areas', 'area']];
// Records of docs/requirements/ and the rules: the letter of their ids, and the view that shows one.
const recordViews = {R: 'requirement', C: 'objection', N: 'complaint', A: 'compared', P: 'rule'};

for (const extension of model.extensions) {
	extensions.set(extension.name, extension);
	for (const op of extension.ops) {
		op.extension = extension;
		op.path = `${extension.name}.${op.name}`;
		ops.set(op.path, op);
	}
}
for (const [key, kind] of kinds)
	for (const decl of model[key])
		types.set(decl.name, Object.assign(decl, {kind}));
for (const [key, kind] of [['transports', 'transport'], ['boots', 'boot'], ['leaves', 'leaf']])
	for (const d of model[key])
		machines.set(`${kind}/${d.name}.${d.on}`, Object.assign(d, {kind, path: `${d.name}.${d.on}`}));
for (const value of model.errors.flatMap((list) => list.values))
	statuses.set(value.name, value);
for (const key of ['requirements', 'objections', 'notes', 'compared', 'rules'])
	for (const record of asked[key])
		records.set(record.id, record);

// Requirements that name an op, or its extension.
function askedFor(path) {
	return asked.requirements.filter((r) => (r.ops || []).some((name) => name === path || path.startsWith(name + '.')));
}

// An op's own failures of that status, or all ops that can end with it by a rule of their own.
function failsWith(status) {
	return [...ops.values()].filter((op) => op.fails.some((row) => row.status === status));
}

// ---- links ----

function link(view, name, text, attributes) {
	return h('a', {href: `#/${view}${name ? '/' + encodeURIComponent(name) : ''}`, ...attributes}, text || name);
}

const opLink = (path) => ops.has(path) ? link('op', path) : link('extension', path);
const typeLink = (name) => types.has(name) ? link('type', name) : name;
const statusLink = (name) => statuses.has(name) ? link('status', name) : name;
const recordLink = (id) => link(recordViews[id[0]], id, id, {title: records.get(id).text});

// "a, b, c" of nodes.
function list(nodes) {
	return nodes.flatMap((node, i) => i ? [', ', node] : [node]);
}

// Text of the spec or of a record: `code`, *emphasis*, P1.2, event.send, and (R1, C2) become what they mean.
function rich(text, inside) {
	const parts = [], pattern = /`([^`]+)`|\*([^*\s][^*]*)\*|\(([^()]*)\)|\b(P\d+\.\d+)\b|\b([a-z_]+\.[a-z_0-9]+)\b/g;
	let at = 0;
	for (const match of text.matchAll(pattern)) {
		const [whole, code, emphasis, group, rule, path] = match;
		let node = null;
		if (code)
			node = h('code', {}, ops.has(code) ? opLink(code) : types.has(code) ? typeLink(code) :
				statuses.has(code) ? statusLink(code) : code);
		else if (emphasis)
			node = h('em', {}, emphasis);
		else if (group && !inside)
			node = ['(', group.split(/([,;] )/).map((word) => records.has(word) ? recordLink(word) : rich(word, true)), ')'];
		else if (rule && records.has(rule))
			node = recordLink(rule);
		else if (path && ops.has(path))
			node = opLink(path);
		if (!node)
			continue;
		parts.push(text.slice(at, match.index), node);
		at = match.index + whole.length;
	}
	return [...parts, text.slice(at)];
}

// ---- the address: #/VIEW/NAME ----

// views.VIEW(NAME) gives {title, body}, or nothing where there is no such thing. views.js fills it.
const views = {};

// Shows what an address names. True: there is no such thing.
function show(hash) {
	const main = document.getElementById('view'), [, view = '', name = ''] = hash.split('/').map(decodeURIComponent);
	const found = Object.hasOwn(views, view || 'start') && views[view || 'start'](name);
	const {title, body} = found || {title: 'Not here', body: [h('h1', {}, 'Not here'),
		h('p', {id: 'missing'}, `There is no ${view} called ${name}. `, link('', '', 'To the start'), '.')]};
	document.title = title === 'XABI' ? title : `${title} - XABI`;
	main.replaceChildren(...h('div', {}, body).childNodes);
	for (const a of document.querySelectorAll('#nav a')) {
		const here = a.getAttribute('href') === (hash || '#/');
		here ? a.setAttribute('aria-current', 'page') : a.removeAttribute('aria-current');
	}
	return !found;
}

function arrive() {
	if (location.hash && !location.hash.startsWith('#/'))
		return; // a place in this page
	show(location.hash);
	if (!matchMedia('(min-width: 60rem)').matches)
		document.getElementById('contents').open = false;
	window.scrollTo(0, 0);
	document.getElementById('view').focus({preventScroll: true});
}

// ---- search ----

// What can be found: its name, its kind, its address and the text behind it.
function searchIndex() {
	const entries = [];
	const add = (kind, name, view, text) => entries.push({kind, name, view, text: `${name} ${text}`.toLowerCase()});
	for (const op of ops.values())
		add('operation', op.path, 'op', `${op.doc} ${(op.was || []).join(' ')}`);
	for (const extension of extensions.values())
		add('extension', extension.name, 'extension', extension.doc);
	for (const decl of types.values())
		add(decl.kind, decl.name, 'type', `${decl.doc} ${(decl.values || decl.fields || decl.states || []).map((v) => v.name).join(' ')}`);
	for (const status of statuses.values())
		add('status', status.name, 'status', status.doc);
	for (const d of machines.values())
		add(d.kind, d.path, d.kind, d.doc);
	for (const profile of model.profiles)
		add('profile', profile.name, 'profile', profile.doc);
	for (const old of oldCalls().keys())
		if (!calls.has(old))
			add('old call', old, 'old', '');
	for (const record of records.values())
		add(recordViews[record.id[0]], record.id, recordViews[record.id[0]], record.text);
	catalogueIndex(add);
	return entries;
}

// The old calls by name, each with the ops that do its work, or the record that says why none does.
function oldCalls() {
	const calls = new Map();
	for (const op of ops.values())
		for (const old of op.was || [])
			calls.set(old, {ops: [...(calls.get(old) || {ops: []}).ops, op]});
	for (const reason of asked['old-calls'])
		for (const old of reason.calls)
			calls.set(old, {ops: [], reason});
	return new Map([...calls].sort(([a], [b]) => a < b ? -1 : 1));
}

// How well a word is met: a name beats a text, its start beats its middle; of Xen's many names only whole ones do.
function points(entry, name, word) {
	if (!entry.text.includes(word))
		return 0;
	if (name === word)
		return 100;
	if (entry.kind.startsWith('Xen'))
		return name.includes(word) ? 2 : 1;
	return name.endsWith('.' + word) ? 60 : name.startsWith(word) ? 40 : name.split(/[._]/).some((piece) => piece.startsWith(word)) ? 30 : name.includes(word) ? 15 : 1;
}

// 0: not every word is in it, as typed or as the catalogue spells it; else the higher the better.
function score(entry, words) {
	const name = entry.name.toLowerCase();
	let sum = 0;
	for (const word of words) {
		const most = Math.max(points(entry, name, word), points(entry, name, spell(word)));
		if (!most)
			return 0;
		sum += most;
	}
	return sum + ({operation: 50, extension: 20, 'Xen call': 2, 'Xen struct': 1, 'Xen constant': 0, facts: 3, problem: 3, 'old call': 0}[entry.kind] ?? 10);
}

// What Xen's headers call what the catalogue names by its hypercall.
const spelled = {evtchnop: 'event_channel_op', gnttabop: 'grant_table_op', xenmem: 'memory_op', vcpuop: 'vcpu_op', schedop: 'sched_op',
	hvmop: 'hvm_op', xenver: 'xen_version', physdevop: 'physdev_op', consoleio: 'console_io', xen_domctl: 'domctl', xen_sysctl: 'sysctl'};
const spell = (word) => word.replace(/^(xen_[a-z]+|[a-z]+)_/, (whole, head) => spelled[head] ? `${spelled[head]}.` : whole)
	.replace(/^evtchn$/, 'event_channel').replace(/^gnttab$/, 'grant_table');

function search(text) {
	const words = text.toLowerCase().split(/\s+/).filter(Boolean);
	if (!words.length)
		return [];
	search.index = search.index || searchIndex();
	return search.index.map((entry) => [score(entry, words), entry]).filter(([sum]) => sum)
		.sort((a, b) => b[0] - a[0]).map(([, entry]) => entry);
}

function setUpSearch() {
	const input = document.getElementById('search'), found = document.getElementById('found');
	let chosen = 0;
	const choose = (i) => {
		const items = [...found.children];
		chosen = Math.max(0, Math.min(i, items.length - 1));
		items.forEach((item, j) => item.setAttribute('aria-selected', j === chosen));
		items[chosen] ? input.setAttribute('aria-activedescendant', items[chosen].id) : input.removeAttribute('aria-activedescendant');
		items[chosen]?.scrollIntoView({block: 'nearest'});
	};
	const close = () => {
		found.hidden = true;
		input.setAttribute('aria-expanded', false);
	};
	const list = () => {
		const entries = search(input.value).slice(0, 12);
		found.replaceChildren(...entries.map((entry, i) => h('li', {role: 'option', id: `found-${i}`},
			link(entry.view, entry.name, entry.name, {tabindex: -1}), h('small', {}, entry.kind))));
		if (!entries.length && input.value.trim())
			found.replaceChildren(h('li', {class: 'none'}, 'Nothing found'));
		found.hidden = !input.value.trim();
		input.setAttribute('aria-expanded', !found.hidden);
		choose(0);
	};
	input.addEventListener('input', list);
	input.addEventListener('focus', list);
	input.addEventListener('keydown', (event) => {
		if (event.key === 'ArrowDown' || event.key === 'ArrowUp') {
			choose(chosen + (event.key === 'ArrowDown' ? 1 : -1));
			event.preventDefault();
		} else if (event.key === 'Enter' && !found.hidden) {
			found.children[chosen]?.querySelector('a')?.click();
		} else if (event.key === 'Escape') {
			input.value = '';
			close();
		}
	});
	found.addEventListener('click', () => {
		input.value = '';
		close();
	});
	document.addEventListener('click', (event) => event.target.closest('.search') || close());
	document.addEventListener('focusin', (event) => event.target.closest('.search') || close());
	document.addEventListener('keydown', (event) => {
		if (event.key === '/' && !event.ctrlKey && !event.metaKey && !event.altKey && document.activeElement !== input) {
			input.focus();
			input.select();
			event.preventDefault();
		}
	});
}

// ---- theme: the system's, until somebody chooses ----

const themes = ['auto', 'light', 'dark'];

// A browser may refuse to keep anything for a file.
function kept(value) {
	try {
		if (value !== undefined)
			localStorage.setItem('xabi-theme', value);
		return localStorage.getItem('xabi-theme');
	} catch {
		return null;
	}
}

function setTheme(theme) {
	const button = document.getElementById('theme');
	document.documentElement.dataset.theme = theme;
	button.textContent = {auto: '◐', light: '☀', dark: '☾'}[theme];
	button.title = `Colours: ${theme}`;
	button.setAttribute('aria-label', button.title);
}

function setUpTheme() {
	setTheme(themes.includes(kept()) ? kept() : 'auto');
	document.getElementById('theme').addEventListener('click', () => {
		const theme = themes[(themes.indexOf(document.documentElement.dataset.theme) + 1) % themes.length];
		kept(theme);
		setTheme(theme);
	});
}

document.addEventListener('DOMContentLoaded', () => {
	setUpTheme();
	setUpSearch();
	document.getElementById('nav').append(...navigation());
	document.getElementById('contents').open = matchMedia('(min-width: 60rem)').matches;
	document.querySelector('.skip').addEventListener('click', (event) => {
		event.preventDefault();
		document.getElementById('view').focus();
	});
	window.addEventListener('hashchange', arrive);
	show(location.hash);
});
