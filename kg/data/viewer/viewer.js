/* The interactive graph: on the page of `zhiwen serve` and in the stand-alone HTML export (see kg/viewer.py).

   const view = ZhiwenViewer.mount(element, {data, lang, load, select})

   data     {nodes, edges, types, relations, total}, as kg/viewer.py writes it
   lang     "zh" or "en"
   load     ({around, depth}) => Promise of more data; without it `data` is all there is
   select   (node or null) is called when the user selects; without it a panel of its own tells what is known

   Gives {focus(id, steps, quiet), expand(id), select(id), selected(), place(id), shown()}. Whatever comes from documents becomes text nodes or
   canvas text, never markup. */
(function () {
  "use strict";
  const WORDS = {
    zh: {search: "查找实体", types: "类型", relations: "关系", all: "全选", none: "全不选", depth: "邻域", whole: "全图",
         steps: n => `${n} 步`, fit: "适应窗口", expand: "展开邻居", bigger: "放大", smaller: "缩小", facts: "条关系",
         shown: (n, m, e, f) => `显示 ${n} / ${m} 个实体，${e} / ${f} 条关系`, hint: "双击展开 · 拖动移动 · 滚轮缩放",
         nothing: "没有符合条件的实体", missing: "未找到", failed: "载入失败，请重试", more: n => `还有 ${n} 条`},
    en: {search: "Find an entity", types: "Types", relations: "Relations", all: "all", none: "none", depth: "Around",
         whole: "whole graph", steps: n => `${n} step${n > 1 ? "s" : ""}`, fit: "Fit", expand: "Expand", bigger: "Zoom in",
         smaller: "Zoom out", facts: "relations", nothing: "Nothing fits the filters", missing: "not found",
         shown: (n, m, e, f) => `showing ${n} of ${m} entities, ${e} of ${f} relations`, failed: "Loading failed, try again",
         hint: "double-click to expand · drag · scroll to zoom", more: n => `${n} more`},
  };
  const LISTED = 60, FOUND = 12, MANY_LABELS = 400;

  function element(tag, name, text, parent) {
    const made = document.createElement(tag);
    if (name) made.className = name;
    if (text !== undefined) made.textContent = text;
    if (parent) parent.append(made);
    return made;
  }

  function mount(root, {data, lang = "zh", load = null, select = null}) {
    const words = WORDS[lang] || WORDS.zh;
    const nodes = new Map(), edges = new Map(), near = new Map();       // all that is loaded; near: id -> edges
    const off = {types: new Set(), relations: new Set()};
    const roots = new Map();                  // id -> steps around it that are shown; empty: everything loaded
    let total = {nodes: 0, edges: 0}, terms = {types: {}, relations: {}};
    let seen = [], lines = [], selected = null, hovered = null, colours = {};
    let view = {x: 0, y: 0, k: 1}, size = {width: 0, height: 0}, fitted = false, drawing = false;
    const named = (kind, name) => (terms[kind][name] || {})[lang] || name;

    // ---- the parts of the window ---------------------------------------------------------------------
    root.replaceChildren();
    root.classList.add("zv");
    const bar = element("div", "zv-bar", undefined, root);
    const finder = element("div", "zv-finder", undefined, bar);
    const search = element("input", "", undefined, finder);
    Object.assign(search, {type: "search", placeholder: words.search, autocomplete: "off"});
    search.setAttribute("aria-label", words.search);
    const found = element("div", "zv-found", undefined, finder);
    found.hidden = true;
    const filters = {types: filter("types"), relations: filter("relations")};
    const around = element("label", "zv-depth", words.depth + " ", bar);
    const depth = element("select", "", undefined, around);
    for (const n of [0, 1, 2, 3]) element("option", "", n ? words.steps(n) : words.whole, depth).value = n;
    const tools = element("div", "zv-tools", undefined, bar);
    tool("＋", words.bigger, () => zoom(1.4));
    tool("－", words.smaller, () => zoom(1 / 1.4));
    tool("⤢", words.fit, fit);
    const unfold = tool(words.expand, words.expand, () => selected && expand(selected.id));
    unfold.disabled = true;
    const stage = element("div", "zv-stage", undefined, root);
    const canvas = element("canvas", "", undefined, stage);
    canvas.tabIndex = 0;
    canvas.setAttribute("role", "img");
    const status = element("div", "zv-status", undefined, root);
    status.setAttribute("aria-live", "polite");
    const counts = element("span", "", undefined, status);
    element("span", "zv-hint", words.hint, status);
    const panel = select ? null : element("div", "zv-panel", undefined, stage);
    if (panel) panel.hidden = true;
    const pen = canvas.getContext("2d");

    function tool(text, title, action) {
      const made = element("button", "", text, tools);
      Object.assign(made, {type: "button", title, onclick: action});
      made.setAttribute("aria-label", title);
      return made;
    }

    function filter(kind) {
      const box = element("details", "zv-filter", undefined, bar);
      return {box, title: element("summary", "", words[kind], box), list: element("div", "zv-list", undefined, box)};
    }

    function fillFilter(kind, counted) {
      const {title, list} = filters[kind];
      list.replaceChildren();
      const buttons = element("div", "zv-allnone", undefined, list);
      for (const [text, on] of [[words.all, true], [words.none, false]]) {
        const button = element("button", "", text, buttons);
        button.type = "button";
        button.onclick = () => {
          off[kind] = new Set(on ? [] : counted.keys());
          list.querySelectorAll("input").forEach(box => { box.checked = on; });
          refresh();
        };
      }
      for (const [name, count] of [...counted].sort((a, b) => b[1] - a[1])) {
        const label = element("label", "", undefined, list);
        const box = element("input", "", undefined, label);
        Object.assign(box, {type: "checkbox", checked: !off[kind].has(name), value: name});
        box.onchange = () => { box.checked ? off[kind].delete(name) : off[kind].add(name); refresh(); };
        if (kind === "types") element("i", "", undefined, label).style.background = colour(name);
        element("span", "", named(kind, name), label);
        element("b", "", String(count), label);
      }
      title.dataset.all = counted.size;
    }

    // ---- data ----------------------------------------------------------------------------------------
    function add(more) {
      terms = {types: {...terms.types, ...more.types}, relations: {...terms.relations, ...more.relations}};
      total = more.total;
      const from = selected;
      for (const node of more.nodes) {
        if (nodes.has(node.id)) continue;
        const angle = Math.random() * 6.283, far = from ? 40 : 30 * Math.sqrt(nodes.size + 1);
        nodes.set(node.id, {...node, x: (from ? from.x : 0) + far * Math.cos(angle),
                            y: (from ? from.y : 0) + far * Math.sin(angle)});
        near.set(node.id, []);
      }
      for (const edge of more.edges) {
        if (edges.has(edge.id) || !nodes.has(edge.source) || !nodes.has(edge.target)) continue;
        const made = {...edge, source: nodes.get(edge.source), target: nodes.get(edge.target)};
        edges.set(edge.id, made);
        near.get(edge.source).push(made);
        if (edge.source !== edge.target) near.get(edge.target).push(made);
      }
      const kinds = new Map(), relations = new Map();
      nodes.forEach(one => kinds.set(one.type, (kinds.get(one.type) || 0) + 1));
      edges.forEach(one => relations.set(one.relation, (relations.get(one.relation) || 0) + 1));
      fillFilter("types", kinds);
      fillFilter("relations", relations);
    }

    async function fetchMore(id, steps) {
      if (!load) return;
      try { add(await load({around: id, depth: steps})); } catch (error) { counts.textContent = words.failed; throw error; }
    }

    const other = (edge, node) => edge.source === node ? edge.target : edge.source;
    const passes = node => !off.types.has(node.type);

    function within() {
      const reached = new Set();
      for (const [id, steps] of roots) {
        let edge = nodes.has(id) ? [nodes.get(id)] : [];
        edge.forEach(one => reached.add(one));
        const mine = new Set(edge);
        for (let step = 0; step < steps; step++) {
          const next = [];
          for (const node of edge)
            for (const link of near.get(node.id)) {
              const to = other(link, node);
              if (off.relations.has(link.relation) || !passes(to) || mine.has(to)) continue;
              mine.add(to); reached.add(to); next.push(to);
            }
          edge = next;
        }
      }
      return reached;
    }

    function refresh() {
      const reached = roots.size ? within() : null;
      const inside = one => (reached ? reached.has(one) : passes(one));
      seen = [...nodes.values()].filter(inside);
      const here = new Set(seen);
      lines = [...edges.values()].filter(e => !off.relations.has(e.relation) && here.has(e.source) && here.has(e.target));
      // With relations filtered, things that no shown relation touches only stand in the way.
      if (off.relations.size && !roots.size) {
        const tied = new Set(lines.flatMap(e => [e.source, e.target]));
        seen = seen.filter(one => tied.has(one));
      }
      const pairs = new Map();
      seen.forEach(one => { one.degree = 0; });
      for (const line of lines) {
        line.source.degree++; line.target.degree++;
        const key = [line.source.id, line.target.id].sort().join(" ");
        pairs.set(key, [...(pairs.get(key) || []), line]);
      }
      for (const group of pairs.values())
        group.forEach((line, n) => { line.bend = (n - (group.length - 1) / 2) * (line.source.id < line.target.id ? 1 : -1); });
      seen.forEach(one => { one.r = 4 + 1.7 * Math.sqrt(one.degree); });
      if (selected && !seen.includes(selected)) choose(null);
      for (const kind of ["types", "relations"]) {
        const {title} = filters[kind], all = Number(title.dataset.all);
        title.textContent = off[kind].size ? `${words[kind]} ${all - off[kind].size}/${all}` : words[kind];
      }
      counts.textContent = seen.length ? words.shown(seen.length, total.nodes, lines.length, total.edges) : words.nothing;
      root.dataset.nodes = seen.length;
      root.dataset.edges = lines.length;
      canvas.setAttribute("aria-label", counts.textContent);
      const many = seen.length > MANY_LABELS;
      motion.nodes(seen);
      const ties = d3.forceLink(lines).distance(many ? 46 : 90);
      motion.force("link", many ? ties : ties.strength(0.4))
        .force("charge", d3.forceManyBody().strength(many ? -70 : -320).distanceMax(many ? 420 : 900))
        .force("collide", d3.forceCollide(one => one.r + (many ? 2 : 12)))
        .force("x", d3.forceX().strength(0.05)).force("y", d3.forceY().strength(0.07));
      fitted = false;
      motion.alpha(0.9).restart();
    }

    const motion = d3.forceSimulation().alphaDecay(0.035).on("tick", () => {
      if (!fitted && motion.alpha() < 0.75) fit(true);
      draw();
    });

    // ---- drawing -------------------------------------------------------------------------------------
    function readColours() {
      const style = getComputedStyle(root);
      const get = name => style.getPropertyValue(`--zv-${name}`).trim();
      colours = Object.fromEntries(["text", "soft", "line", "back", "accent", "institution", "product", "concept",
                                    "indicator", "region", "work", "other"].map(name => [name, get(name)]));
      colours.font = style.fontFamily;
    }
    const colour = type => colours[(terms.types[type] || {}).family] || colours.other;

    function draw() {
      if (drawing) return;
      drawing = true;
      requestAnimationFrame(() => { drawing = false; paint(); });
    }

    function paint() {
      const {width, height} = size, ratio = window.devicePixelRatio || 1, {k} = view;
      pen.setTransform(ratio, 0, 0, ratio, 0, 0);
      pen.clearRect(0, 0, width, height);
      pen.setTransform(ratio * k, 0, 0, ratio * k, ratio * view.x, ratio * view.y);
      const centre = hovered || selected;
      const lit = centre ? new Set([centre, ...near.get(centre.id).map(e => other(e, centre))]) : null;
      const strong = lines.filter(e => centre && (e.source === centre || e.target === centre));
      const arrows = lines.length < 600 || k > 0.9;
      stroke(centre ? lines.filter(e => e.source !== centre && e.target !== centre) : lines, colours.line, lit ? 0.25 : 0.75, 1, arrows && !lit);
      stroke(strong, colours.accent, 1, 1.8, true);
      const painted = new Map();                // one path for all that look alike: far quicker than one each
      for (const one of seen) {
        const look = `${lit && !lit.has(one) ? 0.25 : 1} ${colour(one.type)}`;
        painted.has(look) ? painted.get(look).push(one) : painted.set(look, [one]);
      }
      for (const [look, some] of painted) {
        pen.globalAlpha = parseFloat(look);
        pen.fillStyle = look.slice(look.indexOf(" ") + 1);
        pen.beginPath();
        for (const one of some) { pen.moveTo(one.x + one.r, one.y); pen.arc(one.x, one.y, one.r, 0, 6.2832); }
        pen.fill();
      }
      if (selected) {
        Object.assign(pen, {globalAlpha: 1, lineWidth: 2.5 / k, strokeStyle: colours.text});
        pen.beginPath();
        pen.arc(selected.x, selected.y, selected.r, 0, 6.2832);
        pen.stroke();
      }
      pen.globalAlpha = 1;
      pen.setTransform(ratio, 0, 0, ratio, 0, 0);
      names(lit, strong);
    }

    function bent(line) {       // the control point of a line that has others beside it
      const {source: a, target: b} = line, dx = b.x - a.x, dy = b.y - a.y, long = Math.hypot(dx, dy) || 1;
      return {x: (a.x + b.x) / 2 - dy / long * line.bend * 34, y: (a.y + b.y) / 2 + dx / long * line.bend * 34};
    }

    function stroke(some, paintWith, alpha, width, arrows) {
      pen.globalAlpha = alpha;
      pen.strokeStyle = pen.fillStyle = paintWith;
      pen.lineWidth = width / Math.max(view.k, 0.4);
      pen.beginPath();
      for (const line of some) {
        const {source: a, target: b} = line;
        pen.moveTo(a.x, a.y);
        if (line.bend) { const c = bent(line); pen.quadraticCurveTo(c.x, c.y, b.x, b.y); } else pen.lineTo(b.x, b.y);
      }
      pen.stroke();
      if (!arrows) return;
      const tip = 6 / Math.max(view.k, 0.6);
      pen.beginPath();
      for (const line of some) {
        const {target: b} = line, from = line.bend ? bent(line) : line.source;
        const angle = Math.atan2(b.y - from.y, b.x - from.x), x = b.x - b.r * Math.cos(angle), y = b.y - b.r * Math.sin(angle);
        pen.moveTo(x, y);
        pen.lineTo(x - tip * Math.cos(angle - 0.42), y - tip * Math.sin(angle - 0.42));
        pen.lineTo(x - tip * Math.cos(angle + 0.42), y - tip * Math.sin(angle + 0.42));
      }
      pen.fill();
    }

    function names(lit, strong) {
      const {k} = view, taken = [];
      const free = (x, y, w, h) => {
        if (taken.some(t => x < t[2] && x + w > t[0] && y < t[3] && y + h > t[1])) return false;
        taken.push([x, y, x + w, y + h]);
        return true;
      };
      const write = (text, x, y, paintWith, must) => {
        const w = pen.measureText(text).width;
        if (!free(x - w / 2 - 2, y - 8, w + 4, 16) && !must) return;
        pen.strokeText(text, x, y);
        pen.fillStyle = paintWith;
        pen.fillText(text, x, y);
      };
      Object.assign(pen, {textAlign: "center", textBaseline: "middle", strokeStyle: colours.back, lineWidth: 3, lineJoin: "round"});
      const order = [...seen].sort((a, b) => (b === selected) - (a === selected) || (b === hovered) - (a === hovered)
        || (lit ? lit.has(b) - lit.has(a) : 0) || b.degree - a.degree);
      let written = 0;
      for (const one of order) {
        const x = one.x * k + view.x, y = one.y * k + view.y, special = one === selected || one === hovered;
        if (lit && !lit.has(one)) continue;
        if (x < -60 || y < -20 || x > size.width + 60 || y > size.height + 20) continue;
        if (!special && one.r * k < 2.6 && !lit) continue;
        if (written++ > 160) break;
        pen.font = `${special ? "600 14px" : "12.5px"} ${colours.font}`;
        const text = one.label.length > 18 && !special ? one.label.slice(0, 17) + "…" : one.label;
        write(text, x, y + one.r * k + 10, colours.text, special);
      }
      if (k < 0.75 && !strong.length) return;
      pen.font = `11.5px ${colours.font}`;
      const said = strong.length ? strong : lines.length <= 150 ? lines : [];
      for (const line of said.slice(0, 80)) {
        const mid = line.bend ? bent(line) : null, {source: a, target: b} = line;
        const x = mid ? (a.x + b.x + 2 * mid.x) / 4 : (a.x + b.x) / 2, y = mid ? (a.y + b.y + 2 * mid.y) / 4 : (a.y + b.y) / 2;
        write(named("relations", line.relation), x * k + view.x, y * k + view.y, strong.length ? colours.accent : colours.soft);
      }
    }

    // ---- moving about --------------------------------------------------------------------------------
    function zoom(by, x = size.width / 2, y = size.height / 2) {
      const k = Math.min(6, Math.max(0.05, view.k * by)), real = k / view.k;
      view = {k, x: x - (x - view.x) * real, y: y - (y - view.y) * real};
      fitted = true;
      draw();
    }

    function fit(loose) {
      if (!seen.length || !size.width) return;
      const xs = seen.map(one => one.x).sort((a, b) => a - b), ys = seen.map(one => one.y).sort((a, b) => a - b);
      const cut = seen.length > 200 ? Math.floor(seen.length * 0.01) : 0;       // a few stray ones do not make all small
      const [left, right] = [xs[cut], xs[xs.length - 1 - cut]], [top, bottom] = [ys[cut], ys[ys.length - 1 - cut]];
      const k = Math.min(1.6, (size.width - 90) / (right - left + 20), (size.height - 70) / (bottom - top + 20));
      view = {k, x: size.width / 2 - k * (left + right) / 2, y: size.height / 2 - k * (top + bottom) / 2 - 6};
      if (loose !== true || motion.alpha() < 0.06) fitted = true;
      draw();
    }

    function at(x, y) {
      const gx = (x - view.x) / view.k, gy = (y - view.y) / view.k, reach = 12 / view.k;
      let best = null, least = Infinity;
      for (const one of seen) {
        const far = Math.hypot(one.x - gx, one.y - gy) - one.r;
        if (far < reach && far < least) { best = one; least = far; }
      }
      return best;
    }

    const fingers = new Map();
    let dragged = null, moved = 0, apart = 0;
    const spot = event => { const box = canvas.getBoundingClientRect(); return [event.clientX - box.left, event.clientY - box.top]; };
    canvas.addEventListener("pointerdown", event => {
      canvas.setPointerCapture(event.pointerId);
      fingers.set(event.pointerId, spot(event));
      moved = 0;
      dragged = fingers.size === 1 ? at(...spot(event)) : null;
      filters.types.box.open = filters.relations.box.open = false;
      found.hidden = true;
    });
    canvas.addEventListener("pointermove", event => {
      const [x, y] = spot(event), before = fingers.get(event.pointerId);
      if (!before) {
        const over = at(x, y);
        canvas.style.cursor = over ? "pointer" : "grab";
        if (over !== hovered) { hovered = over; draw(); }
        return;
      }
      fingers.set(event.pointerId, [x, y]);
      moved += Math.abs(x - before[0]) + Math.abs(y - before[1]);
      if (fingers.size === 2) {
        const [[ax, ay], [bx, by]] = [...fingers.values()], now = Math.hypot(ax - bx, ay - by);
        if (apart) zoom(now / apart, (ax + bx) / 2, (ay + by) / 2);
        apart = now;
      } else if (dragged && moved > 4) {
        dragged.fx = (x - view.x) / view.k;
        dragged.fy = (y - view.y) / view.k;
        fitted = true;
        motion.alphaTarget(0.2).restart();
      } else if (!dragged) {
        view.x += x - before[0];
        view.y += y - before[1];
        fitted = true;
        draw();
      }
    });
    for (const kind of ["pointerup", "pointercancel"])
      canvas.addEventListener(kind, event => {
        if (kind === "pointerup" && fingers.size === 1 && moved <= 4) choose(dragged);
        if (dragged) { dragged.fx = dragged.fy = null; motion.alphaTarget(0); }
        fingers.delete(event.pointerId);
        dragged = null;
        apart = 0;
      });
    canvas.addEventListener("pointerleave", () => { hovered = null; draw(); });
    canvas.addEventListener("dblclick", event => { const one = at(...spot(event)); if (one) expand(one.id); });
    canvas.addEventListener("wheel", event => {
      event.preventDefault();
      zoom(Math.exp(-event.deltaY * (event.deltaMode ? 0.05 : 0.0016)), ...spot(event));
    }, {passive: false});
    canvas.addEventListener("keydown", event => {
      const step = {ArrowLeft: [40, 0], ArrowRight: [-40, 0], ArrowUp: [0, 40], ArrowDown: [0, -40]}[event.key];
      if (step) { view.x += step[0]; view.y += step[1]; draw(); event.preventDefault(); }
      if (event.key === "+" || event.key === "-") zoom(event.key === "+" ? 1.25 : 0.8);
      if (event.key === "Enter" && selected) expand(selected.id);
      if (event.key === "Escape") choose(null);
    });

    // ---- selecting, expanding, finding ---------------------------------------------------------------
    function choose(node, quiet) {
      selected = node;
      unfold.disabled = !node;
      if (panel) describe(node);
      if (select && !quiet) select(node && {id: node.id, label: node.label, type: node.type});
      draw();
    }

    function describe(node) {
      panel.hidden = !node;
      panel.replaceChildren();
      if (!node) return;
      element("h3", "", node.label, panel);
      element("p", "zv-kind", [named("types", node.type), ...(node.aliases || [])].join(" · "), panel);
      const list = element("ul", "", undefined, panel), links = near.get(node.id);
      for (const line of links.slice(0, LISTED)) {
        const item = element("li", "", undefined, list), to = other(line, node);
        element("span", "", `${line.source === node ? "" : "← "}${named("relations", line.relation)}${line.source === node ? " →" : ""} `, item);
        const go = element("button", "", to.label, item);
        go.type = "button";
        go.onclick = () => { if (roots.size) expand(to.id); choose(to); };
      }
      if (links.length > LISTED) element("p", "zv-kind", words.more(links.length - LISTED), panel);
    }

    async function expand(id) {
      await fetchMore(id, 1);
      if (!nodes.has(id)) return false;
      if (roots.size) roots.set(id, Math.max(1, roots.get(id) || 0));
      refresh();
      choose(nodes.get(id), true);
      return true;
    }

    async function focus(id, steps = Number(depth.value) || 1, quiet = false) {
      await fetchMore(id, steps);
      if (!nodes.has(id)) return false;
      roots.clear();
      roots.set(id, steps);
      depth.value = steps;
      refresh();
      choose(nodes.get(id), quiet);
      return true;
    }

    depth.onchange = () => {
      const steps = Number(depth.value);
      if (steps && selected) focus(selected.id, steps);
      else if (steps && seen.length) focus(seen.reduce((a, b) => (b.degree > a.degree ? b : a)).id, steps);
      else { roots.clear(); refresh(); }
    };

    search.addEventListener("input", () => {
      const wanted = search.value.trim().toLowerCase();
      found.replaceChildren();
      found.hidden = !wanted;
      if (!wanted) return;
      const rank = node => [node.label, ...(node.aliases || [])].reduce((best, name) => {
        const place = name.toLowerCase().indexOf(wanted);
        return place < 0 ? best : Math.min(best, place + name.length / 100);
      }, Infinity);
      const hits = [...nodes.values()].map(node => [rank(node), node]).filter(one => one[0] < Infinity)
        .sort((a, b) => a[0] - b[0]);
      for (const [, node] of hits.slice(0, FOUND)) {
        const hit = element("button", "", node.label, found);
        hit.type = "button";
        element("small", "", named("types", node.type), hit);
        hit.onclick = () => { found.hidden = true; search.value = node.label; focus(node.id); };
      }
      if (hits.length > FOUND) element("p", "", words.more(hits.length - FOUND), found);
      if (!hits.length && !load) element("p", "", words.missing, found);
      if (!hits.length && load) loadNamed(wanted);
    });
    search.addEventListener("keydown", event => {
      const first = found.querySelector("button");
      if (event.key === "Enter" && first) first.click();
      if (event.key === "Escape") found.hidden = true;
    });

    async function loadNamed(wanted) {          // not among the loaded ones: ask for it
      const before = nodes.size;
      add(await load({named: wanted}));
      if (search.value.trim().toLowerCase() !== wanted) return;
      if (nodes.size > before) search.dispatchEvent(new Event("input"));
      else { found.replaceChildren(); element("p", "", words.missing, found); }
    }

    // ---- start ---------------------------------------------------------------------------------------
    const resize = new ResizeObserver(() => {
      const box = stage.getBoundingClientRect(), ratio = window.devicePixelRatio || 1;
      if (!box.width) return;
      const first = !size.width;
      size = {width: box.width, height: box.height};
      canvas.width = box.width * ratio;
      canvas.height = box.height * ratio;
      if (first || !fitted) fit(true);
      paint();
    });
    const recolour = () => { readColours(); filters.types.list.querySelectorAll("label").forEach(label => {
      label.querySelector("i").style.background = colour(label.querySelector("input").value); }); draw(); };
    new MutationObserver(recolour).observe(document.body, {attributes: true, attributeFilter: ["class"]});
    window.matchMedia("(prefers-color-scheme: dark)").addEventListener("change", recolour);
    readColours();
    add(data);
    refresh();
    resize.observe(stage);
    return {focus, expand, select: id => choose(nodes.get(id) || null), selected: () => selected && selected.id,
            shown: () => ({nodes: seen.map(one => one.id), edges: lines.map(one => one.id)}),
            place: id => { const one = nodes.get(id), box = canvas.getBoundingClientRect();
              return one && {x: box.left + one.x * view.k + view.x, y: box.top + one.y * view.k + view.y}; }};
  }

  window.ZhiwenViewer = {mount};
})();
