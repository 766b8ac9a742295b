// SPDX-License-Identifier: MIT
// What tests/site/run has the browser look at, in the page itself. audit(WHAT, ...) gives plain data.
'use strict';

function audit(what, ...rest) {
	const links = (root) => [...root.querySelectorAll('a[href^="#/"]')].map((a) => a.getAttribute('href'));

	// Every page that links lead to, from the start on: those that are not there, and those with text that no person wrote.
	function crawl() {
		const seen = new Set(['#/']), queue = ['#/'], missing = [], strange = [], wide = [];
		while (queue.length) {
			const hash = queue.pop(), main = document.getElementById('view');
			if (show(hash))
				missing.push(hash);
			if (/undefined|NaN|\[object/.test(main.textContent) || !main.querySelector('h1'))
				strange.push(hash);
			if (document.documentElement.scrollWidth > innerWidth)
				wide.push(hash);
			for (const next of links(document)) {
				if (!seen.has(next)) {
					seen.add(next);
					queue.push(next);
				}
			}
		}
		const unreached = [...[...ops.keys()].map((name) => `#/op/${name}`), ...[...types.keys()].map((name) => `#/type/${name}`),
			...[...machines.keys()].map((path) => `#/${path}`), ...model.profiles.map((p) => `#/profile/${p.name}`),
			...[...records.values()].map((r) => `#/${recordViews[r.id[0]]}/${r.id}`), ...[...calls.keys()].map((name) => `#/old/${name}`),
			...[...structs.keys()].map((name) => `#/struct/${name}`), ...[...groups.keys()].map((name) => `#/facts/${name}`),
			...[...problems.keys()].map((code) => `#/problem/${code}`)].filter((hash) => !seen.has(hash));
		return {pages: seen.size, missing, strange, wide, unreached};
	}

	// How many clicks it takes from each complaint to an op, along requirements and rules; null: not within three.
	function clicks() {
		const far = {};
		for (const note of asked.notes) {
			let front = [`#/complaint/${note.id}`], n = 0;
			for (; n <= 3 && !front.some((hash) => hash.startsWith('#/op/')); n++)
				front = [...new Set(front.flatMap((hash) => {
					show(hash);
					return links(document.getElementById('view'));
				}))].filter((hash) => /^#\/(op|requirement|rule|extension)\//.test(hash));
			far[note.id] = n <= 3 ? n : null;
		}
		return far;
	}

	// Text whose contrast to what is behind it is below 4.5, in the pages given.
	function contrast(hashes) {
		const color = (text) => {
			const [r, g, b, a = 1] = text.match(/[\d.]+/g).map(Number);
			return text.startsWith('color') ? [r * 255, g * 255, b * 255, a] : [r, g, b, a];
		};
		const over = ([r, g, b, a], [r2, g2, b2]) => [r * a + r2 * (1 - a), g * a + g2 * (1 - a), b * a + b2 * (1 - a), 1];
		const behind = (element) => element ? over(color(getComputedStyle(element).backgroundColor), behind(element.parentElement)) : [255, 255, 255, 1];
		const light = (rgb) => rgb.slice(0, 3).map((v) => v / 255).map((v) => v <= .03928 ? v / 12.92 : ((v + .055) / 1.055) ** 2.4)
			.reduce((sum, v, i) => sum + v * [.2126, .7152, .0722][i], 0);
		const low = new Set();
		for (const hash of hashes) {
			show(hash);
			for (const element of document.querySelectorAll('body *')) {
				if (![...element.childNodes].some((node) => node.nodeType === 3 && node.data.trim()) || !element.checkVisibility())
					continue;
				const back = behind(element), a = light(over(color(getComputedStyle(element).color), back)), b = light(back);
				const ratio = (Math.max(a, b) + .05) / (Math.min(a, b) + .05);
				if (ratio < 4.5)
					low.add(`${element.tagName}.${element.className} ${ratio.toFixed(1)} ${hash}`);
			}
		}
		return [...low];
	}

	return {crawl, clicks, contrast}[what](...rest);
}
