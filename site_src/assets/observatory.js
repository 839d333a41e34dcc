/*
 * What the pages do beyond being read: live charts, sortable tables, copy buttons, search.
 * Every page is complete without this file. Nothing is asked of another host.
 */
(() => {
  "use strict"

  const root = document.currentScript.src.replace(/assets\/observatory\.js.*$/, "")
  const lang = document.documentElement.lang === "en" ? "en" : "vi"
  const WORDS = {
    vi: {
      filter: "Lọc các dòng",
      shown: (n, all) => `${n} trên ${all} dòng`,
      copied: "Đã sao chép",
      selected: "Đã chọn, bấm Ctrl+C để sao chép",
      failed: "Không mở được biểu đồ tương tác; hình tĩnh vẫn đầy đủ."
    },
    en: {
      filter: "Filter rows",
      shown: (n, all) => `${n} of ${all} rows`,
      copied: "Copied",
      selected: "Selected, press Ctrl+C to copy",
      failed: "The interactive chart could not be opened; the picture is complete."
    }
  }[lang]

  const element = (tag, attributes, ...children) => {
    const made = document.createElement(tag)
    for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value)
    made.append(...children)
    return made
  }

  // ---- Charts: a picture until the reader turns to it, then the same chart alive.

  const REST = 300 // milliseconds a mouse rests on a picture before the chart comes alive
  const views = new Map()
  const mode = () => (document.body.getAttribute("data-md-color-scheme") === "slate" ? "dark" : "light")

  const once = make => {
    let made
    return () => (made ??= make())
  }
  const load = async address => {
    const answer = await fetch(address)
    if (!answer.ok) throw new Error(`${answer.status} ${address}`)
    return answer.json()
  }
  const library = once(() => new Promise((resolve, reject) => {
    const script = element("script", { src: `${root}assets/vega.js`, type: "module" })
    script.addEventListener("load", resolve)
    script.addEventListener("error", () => reject(new Error(script.src)))
    document.head.append(script)
  }))
  const locale = once(() => load(`${root}bieu-do/locale.${lang}.json`))

  async function draw(figure) {
    const chart = `${root}bieu-do/${figure.dataset.chart}.${lang}.${mode()}.vl.json`
    const live = figure.querySelector(".obs-live")
    try {
      const [spec, words] = await Promise.all([load(chart), locale(), library()])
      live.hidden = false
      const view = await window.vegaEmbed(live, spec, {
        mode: "vega-lite",
        renderer: "svg",
        ast: true,
        actions: false,
        defaultStyle: false,
        tooltip: { disableDefaultStyle: true },
        formatLocale: words.number,
        timeFormatLocale: words.time
      })
      views.get(figure)?.finalize()
      views.set(figure, view)
      figure.classList.add("obs-alive")
    } catch (error) {
      live.hidden = true
      figure.classList.remove("obs-alive")
      figure.querySelector(".obs-activate")?.replaceWith(
        element("p", { class: "obs-note", role: "status" }, WORDS.failed)
      )
      console.warn(error)
    }
  }

  const started = new WeakMap()
  function start(figure) {
    if (!started.has(figure)) started.set(figure, draw(figure))
    return started.get(figure)
  }

  for (const figure of document.querySelectorAll("figure.obs-chart[data-chart]")) {
    const button = figure.querySelector("button.obs-activate")
    if (button) button.hidden = false
    button?.addEventListener("focus", library, { once: true })
    button?.addEventListener("click", async () => {
      await start(figure)
      // The button is gone; who pressed it by keyboard goes on from the chart.
      const live = figure.querySelector(".obs-live")
      live.tabIndex = -1
      live.focus({ preventScroll: true })
    })
    for (const picture of figure.querySelectorAll("img")) {
      let resting
      picture.addEventListener("click", () => start(figure))
      picture.addEventListener("pointerenter", event => {
        if (event.pointerType === "mouse") resting = setTimeout(start, REST, figure)
      })
      picture.addEventListener("pointerleave", () => clearTimeout(resting))
    }
  }

  new MutationObserver(() => views.forEach((_, figure) => draw(figure)))
    .observe(document.body, { attributes: true, attributeFilter: ["data-md-color-scheme"] })

  // ---- Tables: sort by a column, filter by words.

  const FILTER_FROM = 12 // rows; a shorter table is seen whole
  const collator = new Intl.Collator(lang, { numeric: true, sensitivity: "base" })
  const folded = text => text.normalize("NFD").replace(/[\u0300-\u036f]/g, "").replace(/đ/gi, "d").toLowerCase()

  // data-value holds the figure behind a formatted cell; an empty one is a missing figure.
  function valueOf(row, column) {
    const cell = row.cells[column]
    const given = cell.dataset.value
    if (given === undefined) return cell.textContent.trim()
    return given === "" ? null : Number.isNaN(Number(given)) ? given : Number(given)
  }

  function compare(a, b) {
    if (a === null || b === null) return (a === null) - (b === null)
    return typeof a === "number" && typeof b === "number" ? a - b : collator.compare(a, b)
  }

  function sort(table, header, descending) {
    const body = table.tBodies[0]
    const keyed = [...body.rows].map(row => [valueOf(row, header.cellIndex), row])
    keyed.sort(([a], [b]) => (descending && a !== null && b !== null ? compare(b, a) : compare(a, b)))
    body.append(...keyed.map(([, row]) => row))
    for (const other of table.tHead.rows[0].cells) other.removeAttribute("aria-sort")
    header.setAttribute("aria-sort", descending ? "descending" : "ascending")
  }

  function addFilter(table) {
    const rows = [...table.tBodies[0].rows]
    const texts = rows.map(row => folded(row.textContent))
    const input = element("input", { type: "search", class: "obs-filter__input", autocomplete: "off" })
    const count = element("span", { class: "obs-filter__count", role: "status" })
    input.addEventListener("input", () => {
      const wanted = folded(input.value).split(/\s+/).filter(Boolean)
      let shown = 0
      rows.forEach((row, i) => {
        row.hidden = !wanted.every(word => texts[i].includes(word))
        shown += !row.hidden
      })
      count.textContent = wanted.length ? WORDS.shown(shown, rows.length) : ""
    })
    const place = table.closest(".obs-scroll") ?? table
    place.before(element("div", { class: "obs-filter" }, element("label", {}, WORDS.filter, " ", input), count))
  }

  for (const table of document.querySelectorAll("table.obs-table[data-sortable]")) {
    if (!table.tHead || !table.tBodies.length) continue
    for (const header of table.tHead.rows[0].cells) {
      const button = element("button", { type: "button", class: "obs-sort" })
      button.append(...header.childNodes)
      header.append(button)
      button.addEventListener("click", () => {
        sort(table, header, header.getAttribute("aria-sort") === "ascending")
      })
    }
    if (table.tBodies[0].rows.length >= FILTER_FROM) addFilter(table)
  }

  // ---- The reader's own weights, on the pages that have a panel for them.

  if (document.querySelector("[data-weights]")) import(`${root}assets/weights.js`)

  // ---- Two periods that a reader picks, on the page that has a panel for them.

  if (document.querySelector("[data-compare]")) import(`${root}assets/compare.js`)

  // ---- Copy buttons: data-copy-target is the id of what is copied.

  for (const button of document.querySelectorAll("button.obs-copy[data-copy-target]")) {
    const label = button.textContent
    button.addEventListener("click", async () => {
      const target = document.getElementById(button.dataset.copyTarget.replace(/^#/, ""))
      try {
        await navigator.clipboard.writeText(target.textContent.trim())
        button.textContent = WORDS.copied
      } catch {
        window.getSelection().selectAllChildren(target)
        button.textContent = WORDS.selected
      }
      setTimeout(() => { button.textContent = label }, 2500)
    })
  }

  // ---- Search: one form of Vietnamese letters, and a button that opens it.

  const query = document.querySelector("[data-md-component=search-query]")
  query?.addEventListener("input", event => {
    const composed = query.value.normalize("NFC")
    if (!event.isComposing && composed !== query.value) query.value = composed
  })
  for (const button of document.querySelectorAll("button[data-obs-search]")) {
    button.addEventListener("click", () => query?.focus())
  }
})()
