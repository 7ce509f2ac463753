import SystemCalls

/// The kinds of file systems that are mounted, as Linux lists them.
enum MountedKinds {
  /// Kinds whose files other machines change, of which this one does not hear.
  private static let remote: Set<Substring> = [
    "nfs", "nfs4", "cifs", "smb3", "smbfs", "9p", "afs", "ceph", "davfs", "virtiofs", "vboxsf",
    "fuse.sshfs", "fuse.rclone", "fuse.glusterfs", "fuse.vmhgfs-fuse", "fuse.davfs2",
    "fuse.s3fs", "fuse.gvfsd-fuse", "fuse.mergerfs",
  ]

  /// Whether a device of these numbers is of another machine; false where that is not known.
  static func areRemote(_ devices: Set<UInt64>) -> Bool {
    guard let bytes = try? SystemText.bytes(ofFileAt: "/proc/self/mountinfo") else { return false }
    return areRemote(devices, mounts: String(decoding: bytes, as: UTF8.self))
  }

  /// - Parameter mounts: as in `/proc/self/mountinfo` (proc(5)).
  static func areRemote(_ devices: Set<UInt64>, mounts: String) -> Bool {
    mounts.split(separator: "\n").contains { line in
      let fields = line.split(separator: " ")
      // Behind a dash, since before it there may be any number of fields.
      guard fields.count > 3, let dash = fields.firstIndex(of: "-"), dash + 1 < fields.count,
        remote.contains(fields[dash + 1]),
        let colon = fields[2].firstIndex(of: ":"),
        let major = UInt64(fields[2][..<colon]),
        let minor = UInt64(fields[2][fields[2].index(after: colon)...])
      else { return false }
      return devices.contains(number(major: major, minor: minor))
    }
  }

  /// A device's number of its two parts, as makedev(3) puts them together.
  static func number(major: UInt64, minor: UInt64) -> UInt64 {
    (major & 0xFFF) << 8 | (major & ~0xFFF) << 32 | minor & 0xFF | (minor & ~0xFF) << 12
  }
}
