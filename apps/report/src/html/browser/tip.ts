import { element } from "./element.ts"

export interface Tip {
  readonly show: (title: string, rows: ReadonlyArray<readonly [string, string]>, x: number, y: number) => void
  readonly hide: () => void
  readonly isShown: () => boolean
}

const gap = 14

/** The box that shows the values of what is pointed at. */
export const tip = (): Tip => {
  const box = element("div", { id: "tip", role: "status" })
  box.hidden = true
  document.body.append(box)
  return {
    show: (title, rows, x, y) => {
      box.replaceChildren(
        ...(title === "" ? [] : [element("strong", {}, title)]),
        element("dl", {}, ...rows.flatMap(([name, value]) => [element("dt", {}, name), element("dd", {}, value)]))
      )
      box.hidden = false
      const { height, width } = box.getBoundingClientRect()
      const left = x + gap + width > innerWidth ? x - gap - width : x + gap
      const top = y + gap + height > innerHeight ? y - gap - height : y + gap
      box.style.left = `${Math.max(4, left)}px`
      box.style.top = `${Math.max(4, top)}px`
    },
    hide: () => {
      box.hidden = true
    },
    isShown: () => !box.hidden
  }
}
