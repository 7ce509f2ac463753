import Foundation
import MasteringModel
import SystemCalls
import SystemFiles

/// Reads profile files from disk without ever blocking on one.
enum ProfileFiles {
  /// A problem as an error.
  struct Failure: Error {
    let problem: ProfileFileProblem
  }

  /// The files to read for a path: the path itself or, for a folder, the files in it by name.
  static func listing(of path: String) -> Result<[String], Failure> {
    var status = stat()
    guard stat(path, &status) == 0 else { return .failure(.system(errno)) }
    guard status.isFolder else { return .success([path]) }
    do {
      let names = try FileManager.default.contentsOfDirectory(atPath: path)
      let base = path.utf8.last == UInt8(ascii: "/") ? path : path + "/"
      // In byte order, which is the same on every machine.
      let files = names.filter(isProfileFile).sorted { left, right in
        left.utf8.lexicographicallyPrecedes(right.utf8)
      }
      return .success(files.map { base + $0 })
    } catch {
      return .failure(.system((error as NSError).posixCode ?? EIO))
    }
  }

  private static func isProfileFile(_ name: String) -> Bool {
    name.utf8.first != UInt8(ascii: ".")
      && [".yaml", ".yml", ".json"].contains(where: name.utf8.hasEnding)
  }

  /// The text of a regular file in UTF-8.
  static func text(ofFileAt path: String, limitBytes: Int) -> Result<String, Failure> {
    // Checked before it is opened, because opening a device can have side effects.
    var status = stat()
    guard stat(path, &status) == 0 else { return .failure(.system(errno)) }
    if let kind = status.otherKind { return .failure(Failure(problem: .notAFile(kind))) }
    // O_NONBLOCK in case a pipe has replaced it in the meantime: opening a pipe waits for a writer.
    let descriptor = open(path, O_RDONLY | O_NONBLOCK | O_CLOEXEC)
    guard descriptor >= 0 else { return .failure(.system(errno)) }
    defer { close(descriptor) }
    guard fstat(descriptor, &status) == 0 else { return .failure(.system(errno)) }
    if let kind = status.otherKind { return .failure(Failure(problem: .notAFile(kind))) }
    guard status.st_size <= limitBytes else {
      return .failure(
        Failure(problem: .tooLarge(sizeBytes: Int(status.st_size), limitBytes: limitBytes)))
    }
    return bytes(from: descriptor, limit: limitBytes).flatMap { bytes in
      guard let text = String(validating: bytes, as: UTF8.self) else {
        return .failure(Failure(problem: .notUTF8(byteOffset: firstInvalidByte(in: bytes))))
      }
      return .success(text)
    }
  }

  /// The bytes up to the end, whatever size the file had.
  private static func bytes(from descriptor: Int32, limit: Int) -> Result<[UInt8], Failure> {
    do throws(SystemError) {
      let bytes = try Descriptor(number: descriptor).readToEnd(limitBytes: limit)
      guard let bytes else {
        return .failure(Failure(problem: .tooLarge(sizeBytes: limit + 1, limitBytes: limit)))
      }
      return .success(bytes)
    } catch {
      return .failure(.system(error.code))
    }
  }

  /// The offset of the first byte that is not valid UTF-8.
  private static func firstInvalidByte(in bytes: [UInt8]) -> Int {
    var decoder = UTF8()
    var iterator = bytes.makeIterator()
    var offset = 0
    while case .scalarValue(let scalar) = decoder.decode(&iterator) {
      offset += UTF8.width(scalar)
    }
    return offset
  }
}

extension ProfileFiles.Failure {
  /// The failure for an error number of the system.
  fileprivate static func system(_ code: Int32) -> Self {
    Self(problem: .unreadable(SystemReason(errno: code)))
  }
}

extension NSError {
  /// The underlying system error number, if there is one.
  fileprivate var posixCode: Int32? {
    if domain == NSPOSIXErrorDomain { return Int32(code) }
    return (userInfo[NSUnderlyingErrorKey] as? NSError)?.posixCode
  }
}
