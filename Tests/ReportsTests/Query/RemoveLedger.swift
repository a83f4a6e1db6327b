import Foundation

/// Removes a ledger and what lies beside it.
func removeLedger(_ path: String) {
  for suffix in ["", "-wal", "-shm", ".lock"] {
    try? FileManager.default.removeItem(atPath: path + suffix)
  }
}
