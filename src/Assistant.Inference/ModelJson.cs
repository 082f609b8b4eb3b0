using System.Text.Json;

namespace Assistant.Inference;

/// <summary>A value of a model folder's JSON file that knows where it stands, so that what is wrong can be named. Files come from strangers: size and depth are limited.</summary>
internal readonly struct ModelJson
{
    /// <summary>The largest published tokenizers have 34 MB.</summary>
    private const long MaxBytes = 128L << 20;
    private const int MaxDepth = 64;

    private readonly JsonElement element;
    private readonly string path;

    private ModelJson(JsonElement element, string path) => (this.element, this.path) = (element, path);

    /// <summary>What kind of value it is.</summary>
    public JsonValueKind Kind => element.ValueKind;

    /// <summary>Whether it is absent or null.</summary>
    public bool IsMissing => element.ValueKind is JsonValueKind.Undefined or JsonValueKind.Null;

    /// <summary>The value's file and place, for messages.</summary>
    public string Path => path;

    /// <summary>Reads a file that must be there.</summary>
    /// <exception cref="ModelFormatException">It is missing, too large, or not JSON.</exception>
    public static ModelJson Read(string folder, string file) =>
        File.Exists(System.IO.Path.Combine(folder, file)) ? ReadFile(folder, file) : throw new ModelFormatException($"The model folder {folder} has no {file}.");

    /// <summary>Reads a file that may be absent; then every value of it is missing.</summary>
    /// <exception cref="ModelFormatException">It is too large, or not JSON.</exception>
    public static ModelJson ReadOptional(string folder, string file) =>
        File.Exists(System.IO.Path.Combine(folder, file)) ? ReadFile(folder, file) : new(default, file);

    /// <summary>A member; missing when the object has none of this name.</summary>
    public ModelJson this[string name] => element.ValueKind switch
    {
        JsonValueKind.Object => new(element.TryGetProperty(name, out var value) ? value : default, $"{path}: {name}"),
        JsonValueKind.Undefined or JsonValueKind.Null => new(default, $"{path}: {name}"),
        _ => throw Wrong("an object"),
    };

    /// <summary>Text.</summary>
    public string Text() => element.ValueKind == JsonValueKind.String ? Decode(element) : throw Wrong("a text");

    /// <summary>Text, or another where it is missing.</summary>
    public string? Text(string? otherwise) => IsMissing ? otherwise : Text();

    /// <summary>A whole number from 0.</summary>
    public int Count() => element.ValueKind == JsonValueKind.Number && element.TryGetInt32(out var number) && number >= 0 ? number : throw Wrong("a whole number from 0");

    /// <summary>A whole number from 0, or another where it is missing.</summary>
    public int Count(int otherwise) => IsMissing ? otherwise : Count();

    /// <summary>A finite number.</summary>
    public double Number() => element.ValueKind == JsonValueKind.Number && element.TryGetDouble(out var number) && double.IsFinite(number) ? number : throw Wrong("a number");

    /// <summary>A finite number, or another where it is missing.</summary>
    public double Number(double otherwise) => IsMissing ? otherwise : Number();

    /// <summary>True or false, or another where it is missing.</summary>
    public bool Flag(bool otherwise) => element.ValueKind switch
    {
        JsonValueKind.True => true,
        JsonValueKind.False => false,
        _ when IsMissing => otherwise,
        _ => throw Wrong("true or false"),
    };

    /// <summary>Number of items of a list.</summary>
    public int Length() => element.ValueKind == JsonValueKind.Array ? element.GetArrayLength() : throw Wrong("a list");

    /// <summary>Items of a list.</summary>
    public IEnumerable<ModelJson> Items()
    {
        if (element.ValueKind != JsonValueKind.Array) throw Wrong("a list");
        return Walk(this);

        static IEnumerable<ModelJson> Walk(ModelJson list)
        {
            var i = 0;
            foreach (var item in list.element.EnumerateArray()) yield return new(item, $"{list.path}[{i++}]");
        }
    }

    /// <summary>Members of an object, in the order of the file.</summary>
    public IEnumerable<(string Name, ModelJson Value)> Members()
    {
        if (element.ValueKind != JsonValueKind.Object) throw Wrong("an object");
        return Walk(this);

        static IEnumerable<(string, ModelJson)> Walk(ModelJson node)
        {
            foreach (var member in node.element.EnumerateObject()) yield return (NameOf(node, member), new(member.Value, node.path));
        }
    }

    /// <summary>The error that a value of this kind is not supported.</summary>
    public ModelFormatException Unsupported(string what) => new($"{path}: {what} is not supported.");

    /// <summary>The error that the value is something else.</summary>
    public ModelFormatException Wrong(string wanted) =>
        IsMissing ? new($"{path} is missing; it must be {wanted}.") : new($"{path} must be {wanted}.");

    private static ModelJson ReadFile(string folder, string file)
    {
        var path = System.IO.Path.Combine(folder, file);
        var length = new FileInfo(path).Length;
        if (length > MaxBytes) throw new ModelFormatException($"{file} has {length} bytes; {MaxBytes} are allowed.");
        try
        {
            using var document = JsonDocument.Parse(File.ReadAllBytes(path), new JsonDocumentOptions { MaxDepth = MaxDepth, CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true });
            return new(document.RootElement.Clone(), file);
        }
        catch (JsonException e)
        {
            throw new ModelFormatException($"{file} is not JSON that can be read: {e.Message}", e);
        }
    }

    // Escaped lone surrogates are JSON, yet no text.
    private string Decode(JsonElement value)
    {
        try
        {
            return value.GetString()!;
        }
        catch (InvalidOperationException e)
        {
            throw new ModelFormatException($"{path} holds a half of a character.", e);
        }
    }

    private static string NameOf(ModelJson node, JsonProperty member)
    {
        try
        {
            return member.Name;
        }
        catch (InvalidOperationException e)
        {
            throw new ModelFormatException($"{node.path} has a name that holds a half of a character.", e);
        }
    }
}
