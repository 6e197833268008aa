// What the page does by itself: it keeps sliders, typed values and the address in step, asks for one answer at a time, and draws what comes.
(function () {
  "use strict";
  const byId = (name) => document.getElementById(name);
  const none = () => window.dash_clientside.no_update;
  const LISTS = ["story", "across", "up"]; // what the panels let one choose; the first of a list is where it starts
  const DAY = 86400000;
  const IDLE = 350; // milliseconds after the last answer until the panels are asked for
  const PATIENCE = 8000; // milliseconds after which an answer is thought lost
  let asked = 0, busy = 0, waiting = null, idle = null, stamp = null;
  const woken = {};

  const days = (iso, start) => Math.round((Date.parse(iso + "T00:00:00Z") - Date.parse(start + "T00:00:00Z")) / DAY);
  const iso = (count, start) => new Date(Date.parse(start + "T00:00:00Z") + count * DAY).toISOString().slice(0, 10);

  // A control's value as the text of its setting, or null where it is the scenario's own.
  function setting(knob, value, typed) {
    if (knob.kind === "switch") {
      return value === String(knob.value) ? null : value;
    }
    if (knob.kind === "choice") return value === knob.value ? null : value;
    if (knob.kind === "date") return typed.trim() === iso(knob.value, knob.start) ? null : typed.trim();
    return Number(typed) === knob.value && typed.trim() !== "" ? null : typed.trim();
  }

  const same = (one, two) => JSON.stringify(one) === JSON.stringify(two);

  function clamped(value, knob) {
    return Math.min(knob.high, Math.max(knob.low, value));
  }

  // What a control and its typed value show for the text of a setting.
  function shown(knob, text) {
    if (knob.kind === "switch") return [text === null ? String(knob.value) : text, null];
    if (knob.kind === "choice") return [text === null ? knob.value : text, null];
    if (knob.kind === "date") {
      const day = text === null ? iso(knob.value, knob.start) : text;
      const count = days(day, knob.start);
      return [Number.isFinite(count) ? clamped(count, knob) : knob.value, day];
    }
    const number = text === null ? knob.value : Number(text);
    const slider = Number.isFinite(number) ? clamped(number, knob) : knob.value;
    return [slider, text === null ? knob.value.toFixed(knob.decimals) : text];
  }

  // What Dash's components do not say by themselves: the choice of a list, a date instead of a count of days, and where a number comes from.
  function show(knob, number, value, typed, moved) {
    const control = byId("knob-" + number);
    control.closest(".knob").classList.toggle("moved", moved);
    if (knob.kind === "choice") control.value = value;
    if (knob.kind === "date") control.setAttribute("aria-valuetext", typed);
    control.setAttribute("aria-describedby", "basis-" + number);
  }

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

  // What every control shows is in the address, replaced and not added to: a drag is no hundred pages to go back through.
  function recall() {
    const address = new URLSearchParams(window.location.search);
    LISTS.forEach((name) => {
      const list = byId(name), wanted = address.get(name);
      if (!list || ![...list.options].some((one) => one.value === wanted)) return;
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
      return none();
    }
    busy = Date.now();
    return question;
  }

  window.dash_clientside = window.dash_clientside || {};
  window.dash_clientside.redline = Object.assign(window.dash_clientside.redline || {}, {
    settle: function (...given) {
      const [tab, keptBefore, knobs] = [given.pop(), given.pop(), given.pop()];
      const picked = given.pop();
      given.length -= 2; // the clicks of two buttons, known by name
      const typedOf = [];
      let place = knobs.length;
      knobs.forEach((knob, number) => {
        typedOf[number] = knob.kind === "number" || knob.kind === "date" ? place++ : -1;
      });
      const triggered = new Set(window.dash_clientside.callback_context.triggered.map((one) => one.prop_id.split(".")[0]));
      let kept = keptBefore || [];
      const first = asked === 0;
      const search = window.location.search;
      const inAddress = parse(search, "set");
      if (first) {
        kept = new URLSearchParams(search).getAll("than");
        recall();
      }
      const settings = [], values = [], texts = [];
      knobs.forEach((knob, number) => {
        let text;
        if (triggered.has("reset")) text = null;
        else if (first) text = inAddress.has(knob.path) ? inAddress.get(knob.path) : null;
        else if (triggered.has("picked") && picked && knob.path in picked) text = String(picked[knob.path]);
        else {
          let typed = typedOf[number] < 0 ? null : String(given[typedOf[number]] ?? "");
          if (triggered.has("knob-" + number)) {
            const moved = Number(given[number]);
            if (knob.kind === "number") typed = moved.toFixed(knob.decimals);
            if (knob.kind === "date") typed = iso(moved, knob.start);
          }
          text = setting(knob, given[number], typed);
        }
        if (text !== null && knob.kind === "number" && text !== "" && Number(text) === knob.value) text = null;
        const [value, typed] = shown(knob, text);
        show(knob, number, value, typed, text !== null);
        values.push(value);
        if (typedOf[number] >= 0) texts.push(typed);
        if (text !== null) settings.push(knob.path + "=" + text);
      });
      inAddress.forEach((value, path) => {
        if (first && !knobs.some((knob) => knob.path === path)) settings.push(path + "=" + value);
      });
      if (triggered.has("keep")) kept = settings;
      remember(settings, kept, first ? new URLSearchParams(search).get("tab") : tab);
      // only what changes is handed back, so that the page draws no control anew for nothing
      const controls = [...values, ...texts].map((value, place) => (same(value, given[place]) ? none() : value));
      return [...controls, ask(settings), kept];
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
      if (triggered) remember(address.getAll("set"), address.getAll("than"), name);
      return name;
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

    // A click on a cell of the map: the two values it stands for.
    pick: function (clicks, across, up) {
      const one = window.dash_clientside.callback_context.triggered[0];
      if (!one || !one.value) return none();
      const [x, y] = JSON.parse(one.prop_id.slice(0, one.prop_id.lastIndexOf("."))).index.split(" ");
      return { [across]: x, [up]: y };
    },
  });

  // The browser's own lists and switches tell Dash what was chosen.
  document.addEventListener("change", (event) => {
    const one = event.target;
    if (!one.matches("select[data-value]")) return;
    window.dash_clientside.set_props(one.id, { "data-value": one.value });
    if (!LISTS.includes(one.id)) return;
    const address = new URLSearchParams(window.location.search);
    remember(address.getAll("set"), address.getAll("than"), address.get("tab"));
  });
  document.addEventListener("click", (event) => {
    const one = event.target.closest("[role=switch]");
    if (one) window.dash_clientside.set_props(one.id, { "aria-checked": String(one.getAttribute("aria-checked") !== "true") });
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
