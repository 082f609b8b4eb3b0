namespace Assistant.Inference.Llm;

/// <summary>Where language models lie.</summary>
public sealed class LlmFolders
{
    /// <summary>Folder of the model that comes with the program.</summary>
    public string Bundled { get; set; } = Path.Combine(AppContext.BaseDirectory, "Models", LocalModelFiles.BundledName);

    /// <summary>Folder of pulled models, where what was found out about models is remembered too.</summary>
    public string Pulled { get; set; } = Path.Combine(AppContext.BaseDirectory, "Models");
}
