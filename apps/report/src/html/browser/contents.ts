import { all } from "./element.ts"

const narrow = "(max-width: 62rem)"

/** The contents follow the reader, and fold away on narrow screens. */
export const followContents = (): void => {
  const nav = document.querySelector<HTMLElement>("nav.contents")!
  const details = nav.querySelector("details")!
  const media = matchMedia(narrow)
  const fold = (): void => {
    details.open = !media.matches
  }
  media.addEventListener("change", fold)
  fold()
  details.addEventListener("click", (event) => {
    if (media.matches && (event.target as Element).closest("a") !== null) details.open = false
  })
  details.querySelector("summary")!.addEventListener("click", (event) => {
    if (!media.matches) event.preventDefault()
  })
  const links = new Map(all<HTMLAnchorElement>("nav a").map((link) => [link.hash.slice(1), link]))
  const headings = all("h2, h3, h4").filter(({ id }) => links.has(id))
  let scheduled = false
  const follow = (): void => {
    scheduled = false
    const above = headings.filter((heading) => heading.getBoundingClientRect().top < 120).at(-1)
    const link = links.get((above ?? headings[0])?.id ?? "")
    if (link === undefined || link.ariaCurrent === "location") return
    for (const other of all("nav [aria-current], nav .current")) {
      other.removeAttribute("aria-current")
      other.classList.remove("current")
    }
    link.setAttribute("aria-current", "location")
    for (let item = link.closest("li"); item !== null; item = item.parentElement?.closest("li") ?? null)
      item.classList.add("current")
    if (!media.matches) reveal(link, nav)
  }
  addEventListener(
    "scroll",
    () => {
      if (!scheduled) requestAnimationFrame(follow)
      scheduled = true
    },
    { passive: true }
  )
  follow()
}

/** Scrolls the contents alone. `scrollIntoView` would also move where the Tab key begins. */
const reveal = (link: HTMLElement, nav: HTMLElement): void => {
  const line = link.getBoundingClientRect()
  const frame = nav.getBoundingClientRect()
  if (line.top < frame.top) nav.scrollTop -= frame.top - line.top + line.height
  if (line.bottom > frame.bottom) nav.scrollTop += line.bottom - frame.bottom + line.height
}
