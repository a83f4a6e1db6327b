/// The constants by which a ledger's file is recognised.
enum LedgerFormat {
  /// `application_id` of the file: "METR".
  static let applicationID: Int64 = 0x4D45_5452
  /// Pages of 64 KiB: blobs are read and written several times faster than with 4 KiB.
  static let pageBytes = 65_536
  /// The log is copied to the file when it holds more than this: readers scan it, and disks fill.
  static let logBytesBound = 16 << 20
}
