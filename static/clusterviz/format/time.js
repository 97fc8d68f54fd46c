// @ts-check
/** Virtual moments as text; virtual time is UTC, in microseconds since the epoch. */
import { language } from './words.js'

/** @type {Map<string, Intl.DateTimeFormat>} */
const formats = new Map()

/** @param {number} us @param {Intl.DateTimeFormatOptions} options */
function format(us, options) {
  const key = language() + JSON.stringify(options)
  let made = formats.get(key)
  if (!made) formats.set(key, (made = new Intl.DateTimeFormat(language(), { ...options, timeZone: 'UTC', hourCycle: 'h23' })))
  return made.format(us / 1000)
}

/** "09:14:32" @param {number} us */
export function clockTime(us) {
  return new Date(us / 1000).toISOString().slice(11, 19)
}

/** "09:14" @param {number} us */
export function shortTime(us) {
  return clockTime(us).slice(0, 5)
}

/** "Mon, 2 Mar" in the page's language. @param {number} us */
export function dayText(us) {
  return format(us, { weekday: 'short', day: 'numeric', month: 'short' })
}

/** "Mon, 2 Mar 09:14:32" @param {number} us */
export function momentText(us) {
  return `${dayText(us)} ${clockTime(us)}`
}
