/** @jsxRuntime automatic @jsxImportSource react */
import { View } from "@react-pdf/renderer"
import type { Press } from "./Press.ts"

/** Takes no space; notes which page it lands on. */
export const PageMark = ({ anchor, press }: { readonly anchor: string; readonly press: Press }) => (
  <View
    render={({ pageNumber }) => {
      press.pages.set(anchor, pageNumber)
      return null
    }}
  />
)
