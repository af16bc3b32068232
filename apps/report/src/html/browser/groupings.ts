import { all, element } from "./element.ts"

/** A choice in the contents that leaves of the parts on single groupings only those on one. */
export const chooseGrouping = (): void => {
  const parts = all("main [data-grouping]")
  const titles = [...new Set(parts.map((part) => part.dataset.grouping!))]
  if (titles.length < 2) return
  const narrowed = [...parts, ...all("nav li[data-grouping]").filter((line) => isOfPart(line))]
  const select = element(
    "select",
    { id: "grouping" },
    element("option", { value: "" }, "all groupings"),
    ...titles.map((title) => element("option", { value: title }, title))
  )
  const show = (): void => {
    for (const part of narrowed) part.hidden = select.value !== "" && part.dataset.grouping !== select.value
  }
  select.addEventListener("change", show)
  addEventListener("hashchange", () => {
    const target = document.getElementById(decodeURIComponent(location.hash.slice(1)))
    if (target?.closest("[hidden]") == null) return
    select.value = ""
    show()
    target?.scrollIntoView()
  })
  document
    .querySelector("nav details")!
    .append(
      element("div", { class: "groupings" }, element("label", { for: "grouping" }, "Show in all sections"), select)
    )
}

/** Whether a line of the contents leads into a part: the introduction of the groupings stays whole. */
const isOfPart = (line: HTMLElement): boolean => {
  const id = line.querySelector("a")!.hash.slice(1)
  return document.getElementById(id)?.closest("[data-grouping]") !== null
}
