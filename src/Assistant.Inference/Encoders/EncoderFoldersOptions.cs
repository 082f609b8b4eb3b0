namespace Assistant.Inference.Encoders;

/// <summary>Where model folders lie.</summary>
public sealed class EncoderFoldersOptions
{
    /// <summary>The encoder that comes with the program.</summary>
    public string Bundled { get; set; } = Path.Combine(AppContext.BaseDirectory, "Models", "assistant-clip-small");

    /// <summary>Pulled models, as ORG/NAME below it.</summary>
    public string Pulled { get; set; } = "";
}
