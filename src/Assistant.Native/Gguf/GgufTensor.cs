namespace Assistant.Native.Gguf;

/// <summary>A tensor in a file.</summary>
/// <param name="Name">Its name, such as <c>blk.0.attn_q.weight</c>.</param>
/// <param name="Type">Number format.</param>
/// <param name="Shape">One to four sizes, the one whose numbers lie side by side first: a matrix is [columns, rows].</param>
/// <param name="Offset">Where it begins in the file.</param>
/// <param name="Bytes">Its length.</param>
public sealed record GgufTensor(string Name, GgufTensorType Type, IReadOnlyList<long> Shape, long Offset, long Bytes);
