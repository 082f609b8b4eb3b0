namespace Assistant.Native.OnnxRuntime;

/// <summary>An input or output that a model declares.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Type">Type of its elements; <see cref="OnnxElementType.Undefined"/> when it is not a tensor.</param>
/// <param name="Dimensions">Sizes; -1 where the model leaves one open.</param>
public sealed record OnnxValueInfo(string Name, OnnxElementType Type, IReadOnlyList<long> Dimensions);
