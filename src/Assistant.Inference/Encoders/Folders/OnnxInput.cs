namespace Assistant.Inference.Encoders.Folders;

/// <summary>An input that a model file declares.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Dimensions">Sizes; -1 where the file leaves one open.</param>
internal sealed record OnnxInput(string Name, IReadOnlyList<long> Dimensions);
