// The controls, built from what the page knows of each: plain elements of the browser, so that a move costs nothing. Text is only ever set as text.
(function () {
  "use strict";
  const DAY = 86400000;
  const byId = (name) => document.getElementById(name);
  const days = (iso, start) => Math.round((Date.parse(iso + "T00:00:00Z") - Date.parse(start + "T00:00:00Z")) / DAY);
  const iso = (count, start) => new Date(Date.parse(start + "T00:00:00Z") + count * DAY).toISOString().slice(0, 10);
  const clamped = (value, knob) => Math.min(knob.high, Math.max(knob.low, value));
  const hasSlider = (knob) => knob.kind === "number" || knob.kind === "date";

  function make(tag, text, given) {
    const found = document.createElement(tag);
    if (text) found.textContent = text;
    Object.entries(given || {}).forEach(([name, value]) => found.setAttribute(name, value));
    return found;
  }

  // What a control says, as the text of its setting; null where that is the scenario's own.
  function setting(knob, said) {
    const text = String(said).trim();
    if (knob.kind === "switch") return text === String(knob.value) ? null : text;
    if (knob.kind === "choice") return said === knob.value ? null : said;
    if (knob.kind === "date") return text === iso(knob.value, knob.start) ? null : text;
    return text !== "" && Number(text) === knob.value ? null : text;
  }

  // Let a control show the text of a setting, or the scenario's own where it is null.
  function show(knob, number, text) {
    const control = byId("knob-" + number);
    control.closest(".knob").classList.toggle("moved", text !== null);
    if (knob.kind === "switch") control.setAttribute("aria-checked", text === null ? String(knob.value) : text);
    if (knob.kind === "choice") control.value = text === null ? knob.value : text;
    if (!hasSlider(knob)) return;
    const typed = byId("typed-" + number);
    let value = knob.value, words = text;
    if (knob.kind === "date") {
      words = text === null ? iso(knob.value, knob.start) : text;
      const count = days(words, knob.start);
      if (Number.isFinite(count)) value = count;
      control.setAttribute("aria-valuetext", words);
    } else if (text === null) {
      words = knob.value.toFixed(knob.decimals);
    } else if (Number.isFinite(Number(text))) {
      value = Number(text);
    }
    control.value = String(clamped(value, knob));
    if (typed.value !== words) typed.value = words;
  }

  // What a slider says after a move.
  function slid(knob, value) {
    return knob.kind === "date" ? iso(Number(value), knob.start) : Number(value).toFixed(knob.decimals);
  }

  function choice(knob, name) {
    const found = make("select", "", { id: name });
    knob.choices.forEach(([value, label]) => found.append(make("option", label, { value: value })));
    return found;
  }

  function control(knob, number) {
    const name = "knob-" + number, basis = "basis-" + number, found = make("div", "", { class: "knob" });
    if (knob.more) found.title = knob.more;
    const line = make("div", "", { class: "line" });
    if (knob.kind === "switch") {
      found.append(make("button", knob.label, { id: name, role: "switch", type: "button", "aria-describedby": basis }));
    } else {
      line.append(make("label", knob.label + (knob.unit ? " (" + knob.unit + ")" : ""), { for: name }));
      found.append(line);
    }
    if (knob.kind === "choice") found.append(choice(knob, name));
    if (hasSlider(knob)) {
      const typed = make("label", "exactly ", { class: "typed", for: "typed-" + number });
      typed.append(make("input", "", { id: "typed-" + number, type: "text", size: 9, autocomplete: "off" }));
      line.append(typed);
      const mark = make("datalist", "", { id: "mark-" + number });
      mark.append(make("option", "", { value: knob.shown }));
      const range = { id: name, type: "range", min: knob.low, max: knob.high, step: knob.step, list: "mark-" + number };
      found.append(make("input", "", range), mark);
    }
    found.append(make("p", knob.basis, { class: "basis", id: basis }));
    if (knob.kind !== "switch") found.querySelector("#" + name).setAttribute("aria-describedby", basis);
    return found;
  }

  function build(knobs, host) {
    host.replaceChildren();
    let group = null, place = null;
    knobs.forEach((knob, number) => {
      if (knob.group !== group) {
        group = knob.group;
        place = make(knob.closed ? "details" : "section", "", { class: "group" });
        place.append(make(knob.closed ? "summary" : "h3", group));
        host.append(place);
      }
      place.append(control(knob, number));
    });
  }

  window.redlineControls = { build: build, make: make, setting: setting, show: show, slid: slid };
})();
