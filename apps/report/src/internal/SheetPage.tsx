/** @jsxRuntime automatic @jsxImportSource react */
import { Page, Text, View } from "@react-pdf/renderer"
import type { ReactNode } from "react"
import type { Fonts } from "../Fonts.ts"
import type { Press } from "./Press.ts"
import { color, margin, sheet } from "./Sheet.ts"

const runningSize = 7.5

/** Pages with the running header, report left and section right, and the number of the page below. */
export const SheetPage = ({
  children,
  press,
  section
}: {
  readonly children: ReactNode
  readonly press: Press
  readonly section: string
}) => {
  const half = press.textWidth / 2 - 10
  const left = shortened(press.title, half, press.fonts)
  const right = shortened(section, half, press.fonts)
  return (
    <Page
      size={press.size}
      experimentalPagination
      style={sheet.page}
      layout={({ children: content, pageNumber, totalPages }) => (
        <>
          <View
            style={{
              position: "absolute",
              top: 34,
              left: margin.left,
              right: margin.right,
              flexDirection: "row",
              justifyContent: "space-between",
              paddingBottom: 4,
              borderBottomWidth: 0.5,
              borderBottomColor: color.rule,
              fontSize: runningSize,
              color: color.muted
            }}
          >
            <Text>{left}</Text>
            <Text>{right}</Text>
          </View>
          {content}
          <View
            style={{
              position: "absolute",
              bottom: 28,
              left: margin.left,
              right: margin.right,
              flexDirection: "row",
              justifyContent: "space-between",
              fontSize: runningSize,
              color: color.muted
            }}
          >
            <Text>Fairward</Text>
            <Text>{`${pageNumber ?? ""} / ${totalPages ?? ""}`}</Text>
          </View>
        </>
      )}
    >
      {children}
    </Page>
  )
}

/** A text on one line, cut with an ellipsis where it is too long. */
export const shortened = (text: string, width: number, fonts: Fonts): string => {
  if (fonts.width(text, runningSize) <= width) return text
  const letters = [...text]
  while (letters.length > 1 && fonts.width(`${letters.join("").trimEnd()}…`, runningSize) > width) letters.pop()
  return `${letters.join("").trimEnd()}…`
}
