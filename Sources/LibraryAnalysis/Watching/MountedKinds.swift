import SystemCalls

/// The types of mounted file systems, from Linux's list.
enum MountedKinds {
  /// Types whose files other machines can change unnoticed.
  private static let remote: Set<Substring> = [
    "nfs", "nfs4", "cifs", "smb3", "smbfs", "9p", "afs", "ceph", "davfs", "virtiofs", "vboxsf",
    "fuse.sshfs", "fuse.rclone", "fuse.glusterfs", "fuse.vmhgfs-fuse", "fuse.davfs2",
    "fuse.s3fs", "fuse.gvfsd-fuse", "fuse.mergerfs",
  ]

  /// Whether any of these devices is on another machine; false if unknown.
  static func areRemote(_ devices: Set<UInt64>) -> Bool {
    guard let bytes = try? SystemText.bytes(ofFileAt: "/proc/self/mountinfo") else { return false }
    return areRemote(devices, mounts: String(decoding: bytes, as: UTF8.self))
  }

  /// - Parameter mounts: as in `/proc/self/mountinfo` (proc(5)).
  static func areRemote(_ devices: Set<UInt64>, mounts: String) -> Bool {
    mounts.split(separator: "\n").contains { line in
      let fields = line.split(separator: " ")
      // After a dash, because any number of fields can precede it.
      guard fields.count > 3, let dash = fields.firstIndex(of: "-"), dash + 1 < fields.count,
        remote.contains(fields[dash + 1]),
        let colon = fields[2].firstIndex(of: ":"),
        let major = UInt64(fields[2][..<colon]),
        let minor = UInt64(fields[2][fields[2].index(after: colon)...])
      else { return false }
      return devices.contains(number(major: major, minor: minor))
    }
  }

  /// A device number from its two parts, as in makedev(3).
  static func number(major: UInt64, minor: UInt64) -> UInt64 {
    (major & 0xFFF) << 8 | (major & ~0xFFF) << 32 | minor & 0xFF | (minor & ~0xFF) << 12
  }
}
