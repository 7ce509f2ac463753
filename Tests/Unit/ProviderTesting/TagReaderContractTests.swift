import MasteringModel
import ProviderTesting
import Testing

@Suite struct TagReaderContractTests {
  private func broken(_ fault: TagFault? = nil) async -> [BrokenPromise] {
    let reader = TableTagReader(fault)
    defer { reader.writeToPipe() }
    // On a busy machine, even a call that does not block takes a while.
    let patience: Duration = fault == .blocksOnPipes ? .milliseconds(50) : .seconds(20)
    return await TagReaderContract(
      tagged: "/tagged", says: TableTagReader.tags, untagged: "/untagged", text: "/text",
      folder: "/folder", missing: "/missing", pipe: "/pipe", change: { _ in reader.change() },
      patience: patience, make: { reader }
    ).check()
  }

  @Test func `a reader of a table keeps all promises`() async {
    let broken = await broken()
    #expect(broken.isEmpty, "\(broken)")
  }

  @Test(arguments: [
    (TagFault.readsFolders, 1),
    (.blocksOnPipes, 1),
    (.confusesMissing, 1),
    (.readsText, 2),
    (.forgetsTheArtist, 3),
    (.composesAccents, 3),
    (.saysTheWrongLength, 3),
    (.titlesByName, 3),
    (.cannotReadUntagged, 3),
    (.givesTheFileBefore, 4),
    (.isBlindToChange, 4),
  ])
  func `a fault breaks its promise and no other`(_ fault: TagFault, _ promise: Int) async {
    #expect(await Set(broken(fault).map(\.number)) == [promise])
  }

  @Test func `tags that differ between calls break two promises`() async {
    #expect(await Set(broken(.wavers).map(\.number)) == [3, 4])
  }

  @Test func `a failing change is reported`() async {
    struct Refusal: Error {}
    let broken = await TagReaderContract(
      tagged: "/tagged", says: TableTagReader.tags, untagged: "/untagged", text: "/text",
      folder: "/folder", missing: "/missing", pipe: "/pipe", change: { _ in throw Refusal() },
      make: { TableTagReader() }
    ).check()
    #expect(broken.map(\.number) == [4])
    #expect(broken.first?.facts.contains("Refusal") == true)
  }
}
