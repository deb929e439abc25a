-- The same POST every time but for its Idempotency-Key, put together as cheaply as Lua can.
local head, tail, number

function init(_)
  local body = assert(io.open(os.getenv("BENCH_BODY"), "rb")):read("*a")
  wrk.headers["Authorization"] = "Bearer " .. os.getenv("BENCH_APP_KEY")
  wrk.headers["Content-Type"] = "application/json"
  wrk.headers["Idempotency-Key"] = "wrk.0000000"
  local whole = wrk.format("POST", os.getenv("BENCH_PATH"), nil, body)
  local from, to = whole:find("wrk.0000000", 1, true)
  head, tail, number = whole:sub(1, from - 1) .. "wrk.", whole:sub(to + 1), 0
end

function request()
  number = number + 1
  return head .. string.format("%07d", number) .. tail
end

function done(summary, _, _)
  local failed = summary.errors.connect + summary.errors.read + summary.errors.write
    + summary.errors.status + summary.errors.timeout
  print("failed " .. failed .. " rate " .. summary.requests / summary.duration * 1e6)
end
