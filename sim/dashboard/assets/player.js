// Plays a recorded history: the ladder with both sides' tension, acts and answers, and the log that says why. Text is only ever set as text.
(function () {
  "use strict";
  const SVG = "http://www.w3.org/2000/svg";
  const ROW = 30; // pixels of a rung
  const SPEEDS = [["slow", 1400], ["normal", 600], ["fast", 33]]; // milliseconds a step
  const SHAPES = { act: "act", answer: "answer", clash: "clash", use: "use" };
  const still = window.matchMedia("(prefers-reduced-motion: reduce)");
  let story = null, now = 0, timer = null, parts = null;

  function make(tag, text, given) {
    const found = document.createElement(tag);
    if (text) found.textContent = text;
    Object.entries(given || {}).forEach(([name, value]) => found.setAttribute(name, value));
    return found;
  }

  function drawn(tag, given, title) {
    const found = document.createElementNS(SVG, tag);
    Object.entries(given).forEach(([name, value]) => found.setAttribute(name, value));
    if (title) {
      const said = document.createElementNS(SVG, "title");
      said.textContent = title;
      found.append(said);
    }
    return found;
  }

  function inN(p) {
    if (p <= 0) return "none";
    let base = p >= 0.02 ? 100 : 1000;
    while (p * base < 0.95 && base < 1e9) base *= 10;
    return (p * base).toFixed(p * base < 10 ? 1 : 0) + " in " + base.toLocaleString("en");
  }

  function pause() {
    window.clearInterval(timer);
    timer = null;
    parts.play.textContent = "Play";
  }

  function play() {
    if (timer) return pause();
    if (now >= story.frames.length - 1) go(0);
    parts.play.textContent = "Pause";
    timer = window.setInterval(() => (now < story.frames.length - 1 ? go(now + 1) : pause()), Number(parts.speed.value));
    return undefined;
  }

  function build(host) {
    host.replaceChildren();
    const legend = make("p", "", { class: "legend note" });
    story.sides.forEach((side, number) => legend.append(make("span", "Tension of " + side, { class: "key-side" + number })));
    [["act", "act"], ["answer", "answer"], ["clash", "clash"]].forEach(([kind, word]) => legend.append(make("span", word, { class: "key-" + kind })));
    const ladder = make("div", "", { class: "ladder" });
    const names = make("ol", "", { class: "rungs", reversed: "", start: story.rungs.length - 1 });
    story.rungs.slice().reverse().forEach((name, number) => names.append(make("li", story.rungs.length - 1 - number + " " + name, { title: name })));
    const picture = drawn("svg", { role: "img", height: ROW * story.rungs.length }, "");
    picture.setAttribute("aria-label", "Rungs over time, up to the event that is told below");
    ladder.append(names, picture);
    const buttons = make("div", "", { class: "buttons", role: "group", "aria-label": "Replay" });
    const button = (text, label, act) => {
      const found = make("button", text, label ? { type: "button", "aria-label": label } : { type: "button" });
      found.addEventListener("click", act);
      buttons.append(found);
      return found;
    };
    button("|<", "To the beginning", () => { pause(); go(0); });
    button("<", "One event back", () => { pause(); go(now - 1); });
    const start = button("Play", "", play);
    button(">", "One event on", () => { pause(); go(now + 1); });
    button(">|", "To the end", () => { pause(); go(story.frames.length - 1); });
    const speed = make("select", "", { "aria-label": "Speed" });
    SPEEDS.forEach(([name, delay]) => speed.append(make("option", name, { value: delay })));
    speed.value = "600";
    speed.addEventListener("change", () => { if (timer) { pause(); play(); } });
    buttons.append(speed);
    if (still.matches) {
      start.disabled = true;
      buttons.append(make("span", "Your system asks for less motion: step or scrub instead.", { class: "note" }));
    }
    const scrub = make("input", "", { type: "range", min: 0, max: story.frames.length - 1, step: 1, "aria-label": "Event", id: "scrub" });
    scrub.addEventListener("input", () => { pause(); go(Number(scrub.value)); });
    const told = make("p", "", { id: "now" });
    const gauges = make("p", "", { class: "note", id: "gauges" });
    const log = make("ol", "", { class: "log", tabindex: 0, "aria-label": "Log so far", role: "list" });
    const copy = button("Copy the log", "", () => {
      const text = [...log.children].map((one) => one.textContent).join("\n");
      navigator.clipboard.writeText(text).then(() => { copy.textContent = "Copied"; }, () => { copy.textContent = "Mark the log and copy it"; });
    });
    host.append(legend, ladder, buttons, scrub, told, gauges, make("h3", "Log, with why"), log);
    parts = { picture, scrub, told, gauges, log, play: start, speed, ladder };
  }

  function picture() {
    const width = Math.max(80, parts.ladder.clientWidth - parts.ladder.firstChild.clientWidth - 8);
    const count = story.rungs.length;
    const x = (month) => 6 + (width - 12) * (story.months ? month / story.months : 0);
    const y = (rung) => ROW * (count - 0.5 - rung);
    const svg = parts.picture;
    [...svg.children].slice(1).forEach((one) => one.remove());
    svg.setAttribute("width", width);
    for (let rung = 0; rung < count; rung += 1) svg.append(drawn("line", { x1: 0, x2: width, y1: y(rung), y2: y(rung), class: "rule" }));
    const seen = story.frames.slice(0, now + 1);
    [0, 1].forEach((side) => {
      let path = "";
      seen.forEach((frame, number) => {
        const [h, v] = [x(frame.month).toFixed(1), y(frame.tension[side]).toFixed(1)];
        path += number ? "L" + h + " " + v : "M" + h + " " + v;
      });
      svg.append(drawn("path", { d: path, class: "side" + side }));
    });
    seen.forEach((frame, number) => frame.marks.forEach((mark) => {
      const [h, v, r] = [x(frame.month), y(mark.rung), number === now ? 8 : 4.5];
      const given = { class: SHAPES[mark.kind] + (number === now ? " current" : "") };
      if (mark.kind === "act") svg.append(drawn("circle", { cx: h, cy: v, r: r, ...given }, mark.who));
      else svg.append(drawn("path", { d: `M${h} ${v - r}L${h + r} ${v}L${h} ${v + r}L${h - r} ${v}Z`, ...given }, mark.who));
    }));
    const at = x(story.frames[now].month);
    svg.append(drawn("line", { x1: at, x2: at, y1: 0, y2: ROW * count, class: "cursor" }));
  }

  function go(to) {
    now = Math.min(story.frames.length - 1, Math.max(0, to));
    const frame = story.frames[now];
    parts.scrub.value = now;
    const said = frame.text || "A quiet moment: nothing that is worth a sentence.";
    parts.scrub.setAttribute("aria-valuetext", "event " + now + " of " + (story.frames.length - 1) + ", " + frame.date + ": " + said.slice(0, 80));
    parts.told.textContent = frame.date + "  " + said;
    const belief = frame.belief === null || !story.crossing ? "" : " " + story.crossing + ": " + inN(frame.belief) + ".";
    const tension = story.sides.map((side, number) => side + " " + frame.tension[number].toFixed(1)).join(", ");
    parts.gauges.textContent = "Event " + now + " of " + (story.frames.length - 1) + ". Tension in rungs: " + tension + "."
      + belief + " Nuclear use so far, probability: " + inN(frame.use) + ".";
    const lines = [];
    for (let place = 0; place <= now; place += 1) {
      const one = story.frames[place];
      if (one.text) lines.push(make("li", one.date + "  " + one.text, place === now ? { "aria-current": "step" } : {}));
    }
    parts.log.replaceChildren(...lines);
    parts.log.scrollTop = parts.log.scrollHeight;
    picture();
  }

  window.addEventListener("resize", () => { if (story) picture(); });
  window.dash_clientside = window.dash_clientside || {};
  window.dash_clientside.redline = Object.assign(window.dash_clientside.redline || {}, {
    play: function (told) {
      const host = document.getElementById("player");
      if (!told || !host) return;
      if (parts && timer) pause();
      story = told;
      build(host);
      go(0);
    },
  });
})();
