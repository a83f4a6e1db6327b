internal import Glibc

/// How long a test waits for a program, an answer or a state before it calls it missing.
///
/// The whole suite runs at once, on machines of two cores: what takes milliseconds alone can take
/// many seconds there. A test that fails waits for so long; one that passes does not.
public let patienceSeconds = 240.0

/// Lets other threads and processes run for a while.
public func sleepMilliseconds(_ count: UInt32) { usleep(count * 1_000) }

/// Whether something comes true in time.
public func eventually(_ isTrue: () throws -> Bool) rethrows -> Bool {
  let clock = ContinuousClock()
  let end = clock.now + .seconds(patienceSeconds)
  repeat {
    if try isTrue() { return true }
    usleep(5_000)
  } while clock.now < end
  return false
}

/// The seconds of processor time that this thread spends on something: unlike the clock on the wall
/// it knows nothing of what else the machine does.
public func processorSeconds(_ body: () throws -> Void) rethrows -> Double {
  func now() -> Double {
    var time = timespec()
    unsafe clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time)
    return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
  }
  let start = now()
  try body()
  return now() - start
}
