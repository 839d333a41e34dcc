/*
 * Two periods side by side, picked by the reader. All figures are those of the page's own tables; what is
 * worked out here is only the difference of two of them as printed, and none where a period lacks days.
 */
import { parse } from "./weights.js"

const lang = document.documentElement.lang === "en" ? "en" : "vi"
const WORDS = {
  vi: {
    set: (before, after) => `Đang so ${after} với ${before}.`,
    same: "Hai kỳ đang chọn là một.",
    lacking: name => ` ${name} chưa đủ ngày thu, nên không tính chênh lệch.`,
    points: " điểm %",
    missing: "chưa có số liệu"
  },
  en: {
    set: (before, after) => `${after} is held against ${before}.`,
    same: "The two periods picked are the same.",
    lacking: name => ` ${name} has too few days collected whole, so no difference is given.`,
    points: " % points",
    missing: "no figure"
  }
}[lang]
const MARK = "#ky="
const LOCALE = lang === "vi" ? "vi-VN" : "en-GB"

/** The difference of two figures, each rounded to `decimals` as it is printed; NaN where one is missing. */
export function difference(before, after, decimals) {
  if (before === "" || after === "" || before === undefined || after === undefined) return NaN
  const factor = 10 ** decimals
  const printed = text => Math.sign(Number(text)) * Math.round(Math.abs(Number(text)) * factor)
  return (printed(after) - printed(before)) / factor
}

/** The two periods in a link (`#ky=2026-08,2026-09`), or null. */
export function picked(hash) {
  const found = hash.startsWith(MARK) ? hash.slice(MARK.length).split(",") : []
  return found.length === 2 ? found : null
}

function signed(value, decimals) {
  const text = Math.abs(value).toLocaleString(LOCALE, { minimumFractionDigits: decimals, maximumFractionDigits: decimals })
  return (value > 0 ? "+" : value < 0 ? "\u2212" : "") + text
}

function write(cell, text) {
  const dash = Object.assign(document.createElement("span"), { className: "obs-missing", textContent: "—" })
  dash.setAttribute("aria-hidden", "true")
  const told = Object.assign(document.createElement("span"), { className: "obs-hidden", textContent: WORDS.missing })
  cell.replaceChildren(...(text === "" ? [dash, told] : [text]))
}

function start(panel) {
  const [first, second] = ["before", "after"].map(role => panel.querySelector(`[data-compare-${role}]`))
  const rows = new Map([...document.querySelectorAll("tr[data-period]")].map(row => [row.dataset.period, row]))
  const lines = [...panel.querySelectorAll("[data-compare-measure]")]
  const said = panel.querySelector("[data-compare-said]")
  let changes = []

  function show() {
    const [before, after] = [rows.get(first.value), rows.get(second.value)]
    const names = [before, after].map(row => row.querySelector("[data-name]").textContent)
    panel.querySelector("[data-compare-name=before]").textContent = names[0]
    panel.querySelector("[data-compare-name=after]").textContent = names[1]
    const lacking = names.filter((_, at) => !("whole" in [before, after][at].dataset))
    for (const line of lines) {
      const { compareMeasure: measure, decimals } = line.dataset
      const [old, now] = [before, after].map(row => row.querySelector(`[data-measure="${measure}"]`))
      const percent = "percent" in line.dataset
      const gap = lacking.length ? NaN : difference(old.dataset.value, now.dataset.value, Number(decimals))
      const shown = percent ? Number(decimals) - 2 : Number(decimals)
      const change = changes.find(row => row.period_id === second.value && row.against === first.value && row.measure === measure)
      write(line.cells[1], old.dataset.value === "" ? "" : old.textContent.trim())
      write(line.cells[2], now.dataset.value === "" ? "" : now.textContent.trim())
      write(line.cells[3], Number.isNaN(gap) ? "" : signed(percent ? gap * 100 : gap, shown) + (percent ? WORDS.points : ""))
      write(line.cells[4], change?.change_percent ? `${signed(Number(change.change_percent), 1)}%` : "")
    }
    const same = first.value === second.value
    said.textContent = same ? WORDS.same : WORDS.set(...names) + [...new Set(lacking)].map(WORDS.lacking).join("")
  }

  function take(hash) {
    const wanted = picked(hash)
    if (wanted?.every(period => rows.has(period))) [first.value, second.value] = wanted
    show()
  }

  for (const select of [first, second]) {
    select.addEventListener("change", () => {
      history.replaceState(null, "", `${location.pathname}${location.search}${MARK}${first.value},${second.value}`)
      show()
    })
  }
  addEventListener("hashchange", () => take(location.hash))
  take(location.hash)
  fetch(panel.dataset.changes)
    .then(answer => (answer.ok ? answer.text() : ""))
    .then(text => {
      changes = parse(text)
      show()
    })
    .catch(console.warn)
}

for (const panel of document.querySelectorAll("[data-compare]")) start(panel)
