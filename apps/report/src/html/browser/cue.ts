import { element } from "./element.ts"

/** Says above what is wider than the screen that it can be scrolled, and fades its edge as long as there is more. */
export const cued = (box: HTMLElement): void => {
  const cue = element("p", { class: "cue", "aria-hidden": "true" }, "Wider than the screen: scroll sideways →")
  cue.hidden = true
  box.before(cue)
  const look = (): void => {
    const hidden = box.scrollWidth - box.clientWidth
    cue.hidden = hidden <= 1
    box.classList.toggle("more", hidden - box.scrollLeft > 1)
  }
  box.addEventListener("scroll", look, { passive: true })
  new ResizeObserver(look).observe(box.parentElement!)
  look()
}
