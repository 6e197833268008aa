// What the page does by itself: it keeps sliders, typed values and the address in step, asks for one answer at a time, and draws what comes.
(function () {
  "use strict";
  const byId = (name) => document.getElementById(name);
  const none = () => window.dash_clientside.no_update;
  const LISTS = ["story", "across", "up"]; // what the panels let one choose; the first of a list is where it starts
  const IDLE = 350; // milliseconds after the last answer until the panels are asked for
  const PATIENCE = 8000; // milliseconds after which an answer is thought lost
  let asked = 0, busy = 0, waiting = null, idle = null, stamp = null;
  let knobs = [], texts = [], strange = [], kept = [], tab = null; // of each control: the text of its setting, null where it is the scenario's own
  const woken = {};
  const controls = () => window.redlineControls;

  function parse(search, key) {
    const found = new Map();
    for (const one of new URLSearchParams(search || "").getAll(key)) {
      const cut = one.indexOf("=");
      if (cut > 0) found.set(one.slice(0, cut), one.slice(cut + 1));
    }
    return found;
  }

  function searchOf(settings, kept, tab) {
    const parts = new URLSearchParams();
    settings.forEach((one) => parts.append("set", one));
    kept.forEach((one) => parts.append("than", one));
    if (tab && tab !== "replay") parts.append("tab", tab);
    LISTS.map(byId).forEach((list) => {
      if (list && list.value !== list.options[0].value) parts.append(list.id, list.value);
    });
    const text = parts.toString();
    return text ? "?" + text : "";
  }

  // Let the list of stories name one history by its number.
  function offer(list, number) {
    if (!/^\d{1,4}$/.test(number) || [...list.options].some((one) => one.value === number)) return;
    list.append(controls().make("option", "history " + number, { value: number }));
  }

  // What every control shows is in the address, replaced and not added to: a drag is no hundred pages to go back through.
  function recall() {
    const address = new URLSearchParams(window.location.search);
    LISTS.forEach((name) => {
      const list = byId(name), wanted = address.get(name);
      if (!list || wanted === null) return;
      if (name === "story") offer(list, wanted);
      if (![...list.options].some((one) => one.value === wanted)) return;
      list.value = wanted;
      window.dash_clientside.set_props(name, { "data-value": wanted });
    });
  }

  function remember(settings, kept, tab) {
    window.history.replaceState(null, "", window.location.pathname + searchOf(settings, kept, tab));
  }

  // Ask for what the open panel shows, once for each answer; the closed ones cost nothing.
  function wake() {
    const open = document.querySelector("[role=tab][aria-selected=true]").id.replace("tab-", "wake-");
    if (!stamp || !byId(open.replace("wake-", "panel-")) || woken[open] === String(stamp)) return;
    woken[open] = String(stamp);
    window.dash_clientside.set_props(open, { data: stamp });
  }

  function ask(settings) {
    asked += 1;
    const question = { settings: settings, number: asked };
    byId("answer").classList.add("stale");
    window.clearTimeout(idle);
    if (busy && Date.now() - busy < PATIENCE) {
      waiting = question;
      return;
    }
    busy = Date.now();
    window.dash_clientside.set_props("settings", { data: question });
  }

  function settings() {
    return [...knobs.map((knob, number) => (texts[number] === null ? null : knob.path + "=" + texts[number])).filter((one) => one !== null), ...strange];
  }

  // Show, remember and ask for what is set now.
  function settle(moved) {
    moved.forEach((number) => controls().show(knobs[number], number, texts[number]));
    remember(settings(), kept, tab);
    ask(settings());
  }

  function move(number, said) {
    texts[number] = controls().setting(knobs[number], said);
    strange = [];
    settle([number]);
  }

  const all = () => [...knobs.keys()];

  window.dash_clientside = window.dash_clientside || {};
  window.dash_clientside.redline = Object.assign(window.dash_clientside.redline || {}, {
    // The controls, set to what the address says.
    build: function (given) {
      knobs = given;
      controls().build(knobs, byId("knob-list"));
      const address = new URLSearchParams(window.location.search);
      const said = parse(window.location.search, "set");
      texts = knobs.map((knob) => (said.has(knob.path) ? controls().setting(knob, said.get(knob.path)) : null));
      strange = [...said].filter(([path]) => !knobs.some((knob) => knob.path === path)).map(([path, value]) => path + "=" + value);
      kept = address.getAll("than");
      tab = address.get("tab");
      recall();
      window.dash_clientside.set_props("kept", { data: kept });
      settle(all());
    },

    draw: function (answer) {
      if (!answer) return;
      if (answer.dots) byId("dots").innerHTML = answer.dots; // our own SVG writer escapes what it is given
      busy = 0;
      if (waiting) {
        const question = waiting;
        waiting = null;
        busy = Date.now();
        window.dash_clientside.set_props("settings", { data: question });
        return;
      }
      byId("answer").classList.remove("stale");
      window.clearTimeout(idle);
      stamp = answer.stamp;
      idle = window.setTimeout(wake, IDLE);
    },

    turn: function (...given) {
      const before = given.pop();
      const triggered = window.dash_clientside.callback_context.triggered.map((one) => one.prop_id.split(".")[0])[0];
      const address = new URLSearchParams(window.location.search);
      const wanted = address.get("tab");
      const name = triggered ? triggered.replace("tab-", "") : byId("tab-" + wanted) ? wanted : before;
      document.querySelectorAll("[role=tab]").forEach((tab) => {
        const chosen = tab.id === "tab-" + name;
        tab.setAttribute("aria-selected", String(chosen));
        tab.tabIndex = chosen ? 0 : -1;
        byId(tab.id.replace("tab-", "panel-")).hidden = !chosen;
      });
      wake();
      tab = name;
      if (triggered) remember(address.getAll("set"), address.getAll("than"), name);
      return name;
    },

    // Replay one history of the table.
    replay: function (number) {
      const list = byId("story");
      offer(list, number);
      list.value = number;
      list.dispatchEvent(new Event("change", { bubbles: true }));
      byId("tab-replay").click();
      byId("tab-replay").focus();
    },

    copy: function (clicks, text) {
      if (!clicks) return none();
      return navigator.clipboard.writeText(text).then(() => "Copied.", () => "The browser does not let this page copy; mark the text and copy it.");
    },

    // Put figures in their places; our own SVG writer escapes what it is given.
    put: function (found) {
      Object.entries(found || {}).forEach(([name, svg]) => {
        const place = byId(name);
        if (place) place.innerHTML = svg;
      });
    },

    // A click on a cell of the map sets the two values it stands for.
    pick: function (clicks, across, up) {
      const one = window.dash_clientside.callback_context.triggered[0];
      if (!one || !one.value) return;
      const values = JSON.parse(one.prop_id.slice(0, one.prop_id.lastIndexOf("."))).index.split(" ");
      const moved = [across, up].map((path) => knobs.findIndex((knob) => knob.path === path));
      moved.forEach((number, place) => { texts[number] = controls().setting(knobs[number], values[place]); });
      strange = [];
      settle(moved);
    },
  });

  const numberOf = (element) => (element.closest("#knob-list") && /^(knob|typed)-\d+$/.test(element.id) ? Number(element.id.split("-")[1]) : -1);

  document.addEventListener("input", (event) => {
    const number = numberOf(event.target);
    if (number >= 0 && event.target.type === "range") move(number, controls().slid(knobs[number], event.target.value));
  });
  document.addEventListener("change", (event) => {
    const number = numberOf(event.target);
    if (number >= 0 && event.target.type !== "range") move(number, event.target.value);
  });
  document.addEventListener("click", (event) => {
    const one = event.target.closest("[role=switch]");
    if (one) move(numberOf(one), String(one.getAttribute("aria-checked") !== "true"));
    if (event.target.closest("#reset")) {
      texts = knobs.map(() => null);
      strange = [];
      settle(all());
    }
    if (event.target.closest("#keep")) {
      kept = settings();
      window.dash_clientside.set_props("kept", { data: kept });
      settle([]);
    }
  });

  // The browser's own lists tell Dash what was chosen.
  document.addEventListener("change", (event) => {
    const one = event.target;
    if (!one.matches("select[data-value]")) return;
    window.dash_clientside.set_props(one.id, { "data-value": one.value });
    if (!LISTS.includes(one.id)) return;
    const address = new URLSearchParams(window.location.search);
    remember(address.getAll("set"), address.getAll("than"), address.get("tab"));
  });
  document.addEventListener("keydown", (event) => {
    if (!event.target.matches || !event.target.matches("[role=tab]")) return;
    const tabs = [...document.querySelectorAll("[role=tab]")];
    const place = tabs.indexOf(event.target);
    const to = { ArrowRight: place + 1, ArrowLeft: place - 1, Home: 0, End: tabs.length - 1 }[event.key];
    if (to === undefined) return;
    const next = tabs[(to + tabs.length) % tabs.length];
    next.focus();
    next.click();
    event.preventDefault();
  });
})();
