using Assistant.Core.Retrieval;

namespace Assistant.Core.Encoders;

/// <summary>Loads encoders from model folders: the boundary to the native engine.</summary>
public interface IEncoderLoader
{
    /// <summary>Loads a model. The caller owns the encoder and disposes of its generators.</summary>
    /// <param name="model"><c>bundled</c>, the <c>ORG/NAME</c> of a pulled model, or a folder.</param>
    /// <exception cref="EncoderLoadException">There is no such model, or it cannot be used; the message says why and what to do.</exception>
    Encoder Load(string model);
}
