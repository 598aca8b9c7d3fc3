/* What the page does in the browser beside Gradio: the interactive graph, copying, saving, theme, going to a place.

   A component's js_on_load calls `zw.actions(element, trigger, watch)`: a click on an element with `data-do` there is
   sent to the server with its other data attributes and the fields of the nearest [data-form]. */
(function () {
  "use strict";
  const EVENTS = {ask: "submit", entity: "select", sparql: "edit"};       // any other `data-do`: "click"
  const zw = window.zw = {graph: null, wanted: null, revision: null};

  zw.actions = (element, trigger, watch, after) => {
    element.addEventListener("click", event => {
      const button = event.target.closest("[data-do]");
      if (!button || !element.contains(button)) return;
      event.preventDefault();
      if (button.dataset.confirm && !window.confirm(button.dataset.confirm)) return;
      const sent = {...button.dataset}, form = button.closest("[data-form]");
      if (form) form.querySelectorAll("[name]").forEach(one => { sent[one.name] = one.value; });
      trigger(EVENTS[sent.do] || "click", sent);
    });
    element.addEventListener("keydown", event => {
      if (event.key !== "Enter" || event.target.tagName !== "INPUT") return;
      const button = event.target.closest("[data-form]")?.querySelector("[data-do]");
      if (button) { event.preventDefault(); button.click(); }
    });
    if (after) { after(); watch("value", after); }
  };

  zw.turned = element => {          // a new turn of the conversation: its question to the top of the window
    const turns = element.querySelectorAll(".zw-turn");
    if (turns.length) turns[turns.length - 1].scrollIntoView({behavior: "smooth", block: "start"});
  };

  zw.panel = element => {           // the entity page names the thing that the graph is to show
    const shown = element.querySelector("[data-entity]");
    if (!shown) return;
    if (zw.revision !== null && shown.dataset.revision !== zw.revision && zw.reload) { zw.wanted = shown.dataset.entity; zw.reload(); return; }
    zw.wanted = shown.dataset.entity;
    if (zw.graph && zw.graph.selected() !== zw.wanted) zw.graph.focus(zw.wanted, undefined, true);
  };

  zw.mount = (element, trigger, lang) => {
    const place = element.querySelector(".zw-graph");
    const get = async query => {
      const reply = await fetch("/page/graph?" + new URLSearchParams(query));
      if (!reply.ok) throw new Error((await reply.json()).error || reply.statusText);
      const data = await reply.json();
      zw.revision = String(data.revision);
      return data;
    };
    zw.reload = async () => {
      try {
        const data = await get({});
        zw.graph = window.ZhiwenViewer.mount(place, {data, lang, load: get,
          select: node => { zw.wanted = node && node.id; if (node) trigger("select", {iri: node.id}); }});
        if (zw.wanted) zw.graph.focus(zw.wanted, undefined, true);
      } catch (error) { place.textContent = String(error.message || error); }
    };
    zw.reload();
  };

  function save(name, text) {
    const link = document.createElement("a");
    link.href = URL.createObjectURL(new Blob([text], {type: name.endsWith(".json") ? "application/json" : "text/csv"}));
    link.download = name;
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 60000);
  }

  async function copy(button) {
    const text = button.dataset.copy, before = button.textContent;
    try { await navigator.clipboard.writeText(text); } catch {        // no clipboard without https: the old way
      const area = document.createElement("textarea");
      area.value = text;
      document.body.append(area);
      area.select();
      document.execCommand("copy");
      area.remove();
    }
    button.textContent = button.dataset.done;
    setTimeout(() => { button.textContent = before; }, 1500);
  }

  document.addEventListener("click", event => {
    const button = event.target.closest("[data-copy], [data-save], [data-theme]");
    if (!button) return;
    if ("copy" in button.dataset) copy(button);
    if ("save" in button.dataset) save(button.dataset.save, button.dataset.text);
    if ("theme" in button.dataset) {
      const dark = document.body.classList.toggle("dark");
      localStorage.setItem("zw-theme", dark ? "dark" : "light");
    }
  });

  const theme = localStorage.getItem("zw-theme");
  if (theme) {                      // Gradio sets its class late, by the system's choice: the user's choice stands
    const set = () => { if (document.body.classList.contains("dark") !== (theme === "dark")) document.body.classList.toggle("dark"); };
    let tries = 0;
    const again = () => { set(); if (tries++ < 20) setTimeout(again, 100); };
    document.addEventListener("DOMContentLoaded", again);
  }
})();
