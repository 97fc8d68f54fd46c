// @ts-check
/** Requests to the dashboard's JSON endpoints; every failure is an HttpError with the server's words. */
import { gettext } from '../format/words.js'

export class HttpError extends Error {
  /** @param {number} code HTTP status, 0 when the server was not reached @param {string} message @param {any} body */
  constructor(code, message, body) {
    super(message)
    this.code = code
    this.body = body
  }
}

/**
 * @param {string} method
 * @param {string} url
 * @param {{json?: any, form?: FormData, signal?: AbortSignal}} [options]
 * @returns {Promise<any>}
 */
export async function request(method, url, { json, form, signal } = {}) {
  /** @type {Record<string, string>} */
  const headers = { Accept: 'application/json', 'X-CSRFToken': document.body.dataset.csrf ?? '' }
  if (json !== undefined) headers['Content-Type'] = 'application/json'
  const body = form ?? (json === undefined ? undefined : JSON.stringify(json))
  const response = await fetch(url, { method, headers, body, signal, credentials: 'same-origin' }).catch(notReached)
  return decode(response)
}

/** @param {any} error @returns {never} */
function notReached(error) {
  if (error.name === 'AbortError') throw error
  throw new HttpError(0, gettext('The server cannot be reached.'), null)
}

/** @param {Response} response */
async function decode(response) {
  const text = await response.text()
  let body = null
  try { body = text ? JSON.parse(text) : null } catch { /* an error page, not JSON: told by its status below */ }
  if (response.ok) return body
  const message = body?.error?.message ?? `${response.status} ${response.statusText}`
  throw new HttpError(response.status, message, body)
}

/** The endpoints of one cluster: `api.get('history')`, `api.post('clock', {paused: true})`. */
export class ClusterApi {
  /** @param {string} cluster */
  constructor(cluster) {
    this.prefix = `/ui/clusters/${encodeURIComponent(cluster)}/`
  }

  /** @param {string} path @param {Record<string, any>} [query] @param {AbortSignal} [signal] */
  get(path, query, signal) {
    const given = Object.entries(query ?? {}).filter(([, value]) => value !== null && value !== undefined)
    const search = given.length ? `?${new URLSearchParams(given.map(([name, value]) => [name, String(value)]))}` : ''
    return request('GET', this.prefix + path + search, { signal })
  }

  /** @param {string} path @param {any} json */
  post(path, json) {
    return request('POST', this.prefix + path, { json })
  }

  /** @param {string} path @param {any} json */
  put(path, json) {
    return request('PUT', this.prefix + path, { json })
  }

  /** A multipart upload. @param {string} path @param {FormData} form */
  upload(path, form) {
    return request('POST', this.prefix + path, { form })
  }
}
