export { main, run } from "@fairward/cli"
