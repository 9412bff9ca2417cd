"use strict";
// The slider of confidence: draws the four classes of events again, without those below it.
const slider = document.getElementById("sure");
function draw() {
  const least = Number(slider.value), said = document.getElementById("said");
  said.textContent = (least / Number(slider.max)).toFixed(2);
  const charts = [...document.querySelectorAll("svg[data-counts]")];
  const sums = charts.map((svg) => JSON.parse(svg.dataset.counts)
    .map((steps) => steps.slice(least).reduce((sum, n) => sum + n, 0)));
  const most = Math.max(1, ...sums.flat());
  charts.forEach((svg, i) => {
    const { width, height } = svg.viewBox.baseVal, tall = height - 16, step = width / sums[i].length;
    svg.querySelector("path").setAttribute("d", sums[i].map((n, at) =>
      n ? `M${(at * step).toFixed(1)} ${tall}v${(-n / most * tall).toFixed(1)}h${(step * .85).toFixed(1)}v${(n / most * tall).toFixed(1)}z` : "").join(""));
    document.getElementById(`sum${i}`).textContent = sums[i].reduce((sum, n) => sum + n, 0).toLocaleString("en");
  });
  document.getElementById("most").textContent = most.toLocaleString("en");
}
if (slider) { slider.addEventListener("input", draw); draw(); }
// The list of names: shows the life of the one chosen.
const who = document.getElementById("who");
function show() {
  document.querySelectorAll("[data-life]").forEach((life) => { life.hidden = life.dataset.life !== who.value; });
}
if (who) { who.addEventListener("change", show); show(); }
