/*
 * The reader's own weights: the published scores of the indicators, averaged anew in the browser.
 * The formula is that of the index: weighted arithmetic means level by level, what is missing left out.
 */

const lang = document.documentElement.lang === "en" ? "en" : "vi"
const WORDS = {
  vi: {
    share: (factor, share) => `${factor} lần, chiếm ${share}%`,
    official: n => `Đang dùng trọng số chính thức: ${n} hạng như bảng chính thức.`,
    changed: (moved, n) => `Đã tính lại: ${moved} trên ${n} hạng khác với bảng chính thức.`,
    current: (name, mine, official) => ` ${name}: hạng ${mine} theo trọng số của bạn, hạng chính thức ${official}.`,
    none: "Không có điểm nào: trọng số của cả một nhóm bằng 0.",
    failed: "Không đọc được số liệu để tính lại; bảng chính thức vẫn đầy đủ."
  },
  en: {
    share: (factor, share) => `${factor} times, ${share}% of the group`,
    official: n => `The official weights are in use: ${n} ranks as in the official table.`,
    changed: (moved, n) => `Computed anew: ${moved} of ${n} ranks differ from the official table.`,
    current: (name, mine, official) => ` ${name}: rank ${mine} by your weights, official rank ${official}.`,
    none: "There are no scores: all weights of a group are 0.",
    failed: "The figures for a new computation could not be read; the official table is complete."
  }
}[lang]
const TOLERANCE = 1e-9 // of the scale: scores closer than this share a rank
const SCALE = 100
const MARK = "#w="
const number = (value, least, most) => value.toLocaleString(lang === "vi" ? "vi-VN" : "en-GB", {
  minimumFractionDigits: least,
  maximumFractionDigits: most
})

/** The rows of a CSV text as objects by column name. */
export function parse(text) {
  const rows = [[]]
  for (const [, cell, end] of text.matchAll(/("(?:[^"]|"")*"|[^",\r\n]*)(,|\r?\n|$)/g)) {
    rows.at(-1).push(cell.startsWith('"') ? cell.slice(1, -1).replaceAll('""', '"') : cell)
    if (end !== ",") rows.push([])
  }
  const [header, ...body] = rows.filter(row => row.length > 1 || row[0])
  return body.map(row => Object.fromEntries(header.map((name, column) => [name, row[column] ?? ""])))
}

/**
 * The score of one unit, NaN where too little is there.
 *
 * `nodes` hold code, parent and weight of all nodes below the top one; `values` maps the codes of
 * indicators to their scores. A group needs `threshold` of its children, by count and by weight; a child
 * of weight 0 counts for nothing.
 */
export function score(nodes, values, threshold) {
  const codes = new Set(nodes.map(node => node.code))
  const parents = new Set(nodes.map(node => node.parent))
  const mean = code => {
    if (!parents.has(code)) return values.get(code) ?? NaN
    const group = nodes.filter(node => node.parent === code && node.weight > 0)
    let [sum, weight, all, count] = [0, 0, 0, 0]
    for (const node of group) {
      const value = mean(node.code)
      all += node.weight
      if (Number.isNaN(value)) continue
      sum += node.weight * value
      weight += node.weight
      count += 1
    }
    const enough = count > 0 && count / group.length >= threshold && weight >= threshold * all
    return enough ? sum / weight : NaN
  }
  return mean([...parents].find(code => !codes.has(code)))
}

/** Competition ranks (1, 2, 2, 4) of the scores, the highest first; null where there is no score. */
export function ranks(scores) {
  const order = scores.map((_, at) => at).filter(at => !Number.isNaN(scores[at]))
  order.sort((a, b) => scores[b] - scores[a])
  const places = scores.map(() => null)
  let [leader, place] = [NaN, 0]
  order.forEach((at, position) => {
    if (!(Math.abs(scores[at] - leader) <= TOLERANCE * SCALE)) [leader, place] = [scores[at], position + 1]
    places[at] = place
  })
  return places
}

/** The factors in a link (`#w=code:2,other:0.5`) by code; what cannot be read is left out. */
export function factors(hash) {
  if (!hash.startsWith(MARK)) return new Map()
  const pairs = hash.slice(MARK.length).split(",").map(pair => pair.split(":"))
  return new Map(pairs.flatMap(([code, text]) => {
    const factor = text ? Number(text) : NaN
    return Number.isFinite(factor) ? [[code, factor]] : []
  }))
}

/** Bring one panel to life; its table is the one that holds rows with `data-unit`. */
function start(panel) {
  const sliders = [...panel.querySelectorAll("input[type=range]")]
  const said = panel.querySelector("[role=status]")
  const link = panel.querySelector("[data-weights-link]")
  const rows = [...document.querySelectorAll("tr[data-unit]")]
  const ranked = rows.filter(row => row.hasAttribute("data-rank"))
  const column = document.querySelectorAll(".obs-own")
  const { values: address, unit, threshold } = panel.dataset
  let figures

  async function read() {
    const answer = await fetch(address)
    if (!answer.ok) throw new Error(`${answer.status} ${address}`)
    figures = new Map()
    for (const row of parse(await answer.text())) {
      if (row.normalised === "") continue
      if (!figures.has(row[unit])) figures.set(row[unit], new Map())
      figures.get(row[unit]).set(row.indicator, Number(row.normalised))
    }
  }

  function tell(slider, nodes) {
    const group = nodes.filter(node => node.parent === slider.dataset.parent)
    const total = group.reduce((sum, node) => sum + node.weight, 0)
    const own = group.find(node => node.code === slider.dataset.code).weight
    const text = WORDS.share(number(Number(slider.value), 0, 2), number(total ? 100 * own / total : 0, 0, 1))
    slider.setAttribute("aria-valuetext", text)
    slider.parentElement.querySelector("output").textContent = text
  }

  function show() {
    const nodes = sliders.map(({ dataset, value }) => (
      { code: dataset.code, parent: dataset.parent, weight: Number(dataset.weight) * Number(value) }
    ))
    for (const slider of sliders) tell(slider, nodes)
    const scores = ranked.map(row => score(nodes, figures.get(row.dataset.unit) ?? new Map(), Number(threshold)))
    const places = ranks(scores)
    const size = places.filter(place => place !== null).length
    ranked.forEach((row, at) => {
      const cell = row.querySelector(".obs-own")
      cell.dataset.value = places[at] ?? ""
      cell.textContent = places[at] ? `${places[at]}/${size} (${number(scores[at], 2, 2)})` : "—"
    })
    for (const cell of column) cell.hidden = false
    const changed = sliders.filter(slider => Number(slider.value) !== 1)
    const hash = changed.map(({ dataset, value }) => `${dataset.code}:${Number(value)}`).join(",")
    const page = location.pathname + location.search
    if (hash || location.hash.startsWith(MARK)) history.replaceState(null, "", hash ? page + MARK + hash : page)
    link.textContent = location.origin + page + (hash ? MARK + hash : "")
    return { places, size, official: !changed.length }
  }

  function announce({ places, size, official }) {
    const moved = ranked.filter((row, at) => String(places[at]) !== row.dataset.rank).length
    const at = ranked.findIndex(row => row.classList.contains("obs-current"))
    const name = at < 0 ? "" : ranked[at].querySelector("th").textContent.trim()
    const own = at < 0 || !size ? "" : WORDS.current(name, `${places[at]}/${size}`, ranked[at].dataset.rank)
    said.textContent = (!size ? WORDS.none : official ? WORDS.official(size) : WORDS.changed(moved, size)) + own
  }

  function set(wanted) {
    for (const slider of sliders) slider.value = String(wanted.get(slider.dataset.code) ?? 1)
    announce(show())
  }

  let started
  function open() {
    started ??= read().then(() => {
      for (const slider of sliders) {
        slider.addEventListener("input", show)
        slider.addEventListener("change", () => announce(show()))
      }
      panel.querySelector("[data-weights-reset]").addEventListener("click", () => set(new Map()))
      set(factors(location.hash))
    }).catch(error => {
      said.textContent = WORDS.failed
      console.warn(error)
    })
    return started
  }

  panel.addEventListener("toggle", () => panel.open && open())
  addEventListener("hashchange", () => {
    if (!location.hash.startsWith(MARK)) return
    panel.open = true
    open().then(() => figures && set(factors(location.hash)))
  })
  if (location.hash.startsWith(MARK)) panel.open = true
  // A reader may have opened it before this script was there.
  if (panel.open) open()
}

for (const panel of document.querySelectorAll("details[data-weights]")) start(panel)
