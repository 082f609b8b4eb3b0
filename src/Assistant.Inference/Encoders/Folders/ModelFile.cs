namespace Assistant.Inference.Encoders.Folders;

/// <summary>One model file of a folder, checked.</summary>
/// <param name="Relative">Where it lies in the folder.</param>
/// <param name="Path">Full path.</param>
/// <param name="Inputs">What it must be given.</param>
/// <param name="Hash">SHA-256 of it and of the weights that it keeps outside, in hexadecimal digits.</param>
/// <param name="Bytes">Length with those weights.</param>
internal sealed record ModelFile(string Relative, string Path, IReadOnlyList<OnnxInput> Inputs, string Hash, long Bytes)
{
    internal bool Takes(string input) => Inputs.Any(declared => declared.Name == input);
}
