public import MasteringModel
public import StrictJSON

extension ProfileCatalogue {
  /// The members `catalogue_version` (16 hexadecimal digits) and `profiles`, in catalogue order.
  public var payload: JSON {
    [
      "catalogue_version": .string(version.description),
      "profiles": .array(profiles.map(\.payload)),
    ]
  }
}
