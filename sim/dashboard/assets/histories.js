// Lists every history behind the answer: filter, sort by a heading, choose one to replay. Text is only ever set as text.
(function () {
  "use strict";
  const MOST = 60; // rows that are shown at once
  const FIRST = { history: 1, ends: 1, month: 1, clash: 1 }; // what sorts from its lowest value at first
  let told = null, by = "use", down = true, which = "all";
  const make = (tag, text, given) => window.redlineControls.make(tag, text, given);

  const place = (key) => told.columns.findIndex((column) => column[0] === key);

  function filters() {
    const endings = [...new Set(told.rows.map((row) => row[place("ends")]))].sort();
    return [["all", "all"], ...endings.map((one) => [one, "that end: " + one]), ["clash", "with a direct clash"], ["calm", "without a direct clash"]];
  }

  function chosen() {
    const [ends, clash, key] = [place("ends"), place("clash"), place(by)];
    const kept = told.rows.filter((row) => {
      if (which === "all") return true;
      if (which === "clash") return row[clash] !== null;
      if (which === "calm") return row[clash] === null;
      return row[ends] === which;
    });
    const sign = down ? -1 : 1;
    return kept.sort((one, two) => {
      const [a, b] = [one[key], two[key]];
      if (a === b) return one[0] - two[0];
      if (a === null) return 1; // what did not happen comes last, either way
      if (b === null) return -1;
      return a < b ? -sign : sign;
    });
  }

  function heading([key, words]) {
    const cell = make("th", "", { scope: "col", "aria-sort": key === by ? (down ? "descending" : "ascending") : "none" });
    cell.append(make("button", words + (key === by ? (down ? " \u25BE" : " \u25B4") : ""), { type: "button", "data-sort": key }));
    return cell;
  }

  function row(values) {
    const found = make("tr");
    values.forEach((value, number) => {
      const cell = make(number ? "td" : "th", number ? (value === null ? "\u2013" : String(value)) : "", number ? {} : { scope: "row" });
      if (!number) cell.append(make("button", String(value), { type: "button", "data-history": value, "aria-label": "Replay history " + value }));
      found.append(cell);
    });
    return found;
  }

  function draw() {
    const host = document.getElementById("histories");
    if (!told || !host) return;
    const rows = chosen(), shown = rows.slice(0, MOST);
    const choose = make("div", "", { class: "axes" });
    const list = make("select", "", { id: "histories-which" });
    filters().forEach(([value, words]) => list.append(make("option", words, { value: value })));
    list.value = which;
    const label = make("div");
    label.append(make("label", "Histories", { for: "histories-which" }), list);
    choose.append(label);
    const table = make("table"), head = make("thead"), line = make("tr"), body = make("tbody");
    told.columns.forEach((column) => line.append(heading(column)));
    head.append(line);
    shown.forEach((values) => body.append(row(values)));
    table.append(head, body);
    const scroll = make("div", "", { class: "scroll histories", tabindex: 0, role: "region", "aria-label": "Table: the simulated histories" });
    scroll.append(table);
    const part = shown.length < rows.length ? "the first " + shown.length + " of " + rows.length : "all " + rows.length;
    const said = make("p", "Shown are " + part + " that are chosen, of " + told.rows.length + " histories. " + told.note, { class: "note" });
    host.replaceChildren(choose, said, scroll);
  }

  // Draw anew, and leave the keyboard where it was.
  function again(selector) {
    draw();
    const one = selector && document.querySelector("#histories " + selector);
    if (one) one.focus();
  }

  document.addEventListener("change", (event) => {
    if (event.target.id !== "histories-which") return;
    which = event.target.value;
    again("#histories-which");
  });
  document.addEventListener("click", (event) => {
    const sort = event.target.closest("#histories [data-sort]"), one = event.target.closest("#histories [data-history]");
    if (sort) {
      const key = sort.dataset.sort;
      down = key === by ? !down : !FIRST[key];
      by = key;
      again('[data-sort="' + key + '"]');
    }
    if (one) window.dash_clientside.redline.replay(one.dataset.history);
  });

  window.dash_clientside = window.dash_clientside || {};
  window.dash_clientside.redline = Object.assign(window.dash_clientside.redline || {}, {
    list: function (found) {
      if (!found) return;
      told = found;
      if (!filters().some(([value]) => value === which)) which = "all";
      draw();
    },
  });
})();
