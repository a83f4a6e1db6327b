internal import CostModel
internal import Foundation

/// Removes the folders of all days but the newest `count`, with their corrections.
///
/// Only folders that bear a day's name and hold a manifest are touched. Returns what was removed.
public func retainExports(_ count: Int, in folder: String) throws -> [String] {
  let names = try FileManager.default.contentsOfDirectory(atPath: folder)
  let days = names.filter { name in
    CivilDate(parsing: name) != nil
      && FileManager.default.fileExists(atPath: "\(folder)/\(name)/\(ExportManifest.fileName)")
  }.sorted()
  var removed: [String] = []
  for day in days.dropLast(count) {
    for name in [day, "\(day).corrections"] where names.contains(name) {
      try FileManager.default.removeItem(atPath: "\(folder)/\(name)")
      removed.append(name)
    }
  }
  return removed
}

/// The folders of an export: the one that is named, or the days in it.
public func exportFolders(_ path: String) throws -> [String] {
  if FileManager.default.fileExists(atPath: "\(path)/\(ExportManifest.fileName)") { return [path] }
  let names = (try? FileManager.default.contentsOfDirectory(atPath: path)) ?? []
  let folders = names.sorted().filter { name in
    CivilDate(parsing: String(name.prefix(10))) != nil
      && FileManager.default.fileExists(atPath: "\(path)/\(name)/\(ExportManifest.fileName)")
  }
  guard !folders.isEmpty else {
    throw ExportError(reason: "holds no export: there is no manifest.json", path)
  }
  return folders.map { "\(path)/\($0)" }
}
