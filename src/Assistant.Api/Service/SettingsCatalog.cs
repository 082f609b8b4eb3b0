using System.Collections;
using System.Globalization;
using System.Reflection;
using System.Text.Json;
using Assistant.Api.Hosting;
using Assistant.Contracts.Http;
using Assistant.Inference.Chat;
using Assistant.Inference.Llm;
using Microsoft.Extensions.Options;

namespace Assistant.Api.Service;

/// <summary>Reads the options of every feature that was configured: each class with a public <c>Section</c>. A singleton.</summary>
internal sealed class SettingsCatalog(IServiceProvider services, IConfiguration configuration, IReadOnlyList<Type> features)
{
    // Read before there are services.
    private static readonly string[] Single = [DataDirectoryServices.Key, KnowledgeIndexServices.Key];
    // Registered only where there is such a model.
    private static readonly Type[] OfModels = [typeof(ChatEndpointOptions), typeof(LlmOptions), typeof(LlmServingOptions), typeof(LlmQueueOptions)];
    private const string Withheld = "(set; not shown)";
    private static readonly string[] Secrets = ["key", "secret", "password", "token"];

    /// <summary>Finds the options classes among the services that were registered until now.</summary>
    public static IReadOnlyList<Type> Features(IServiceCollection services) =>
    [
        .. services.Select(service => service.ServiceType)
            .Where(type => type.IsGenericType && type.GetGenericTypeDefinition() == typeof(IConfigureOptions<>))
            .Select(type => type.GenericTypeArguments[0])
            .Where(type => SectionOf(type) is not null)
            .Distinct()
            .OrderBy(SectionOf, StringComparer.Ordinal)
            .ThenBy(type => type.Name, StringComparer.Ordinal),
    ];

    /// <summary>Keys below <c>Assistant:</c> that are set and that nothing reads: slips of the pen.</summary>
    public IReadOnlyList<string> Unknown() =>
    [
        .. configuration.GetSection("Assistant").AsEnumerable()
            .Where(entry => entry.Value is not null && !configuration.GetSection(entry.Key).GetChildren().Any() && !Single.Contains(entry.Key, StringComparer.OrdinalIgnoreCase) && !Known.Any(type => Reads(type, SectionOf(type)!, entry.Key)))
            .Select(entry => entry.Key)
            .Order(StringComparer.OrdinalIgnoreCase),
    ];

    /// <summary>Every options class, those of models that are not set too.</summary>
    public IReadOnlyList<Type> Known => [.. features.Union(OfModels)];

    /// <summary>The settings that hold, in order of their sections.</summary>
    public IReadOnlyList<SettingsSection> Read() =>
    [
        .. features.GroupBy(type => SectionOf(type)!, StringComparer.Ordinal)
            .Select(section => new SettingsSection(section.Key, [.. section.SelectMany(type => Values(type, section.Key))])),
    ];

    private static string? SectionOf(Type type) => type.GetField("Section", BindingFlags.Public | BindingFlags.Static) is { IsLiteral: true } field ? field.GetRawConstantValue() as string : null;

    /// <summary>Whether a key is a property of a class, or stands below one that is a list, a table or a class again.</summary>
    private static bool Reads(Type type, string section, string key)
    {
        if (!key.StartsWith(section + ":", StringComparison.OrdinalIgnoreCase))
            return false;
        var parts = key[(section.Length + 1)..].Split(':');
        foreach (var part in parts)
        {
            if (Element(type) is { } element)
                type = element;
            else if (type.GetProperties(BindingFlags.Public | BindingFlags.Instance).FirstOrDefault(property => property.Name.Equals(part, StringComparison.OrdinalIgnoreCase)) is { } found)
                type = Nullable.GetUnderlyingType(found.PropertyType) ?? found.PropertyType;
            else
                return false;
        }

        return true;
    }

    /// <summary>What a list or a table holds; null for anything else.</summary>
    private static Type? Element(Type type) => type == typeof(string) ? null : type.GetInterfaces().Append(type)
        .FirstOrDefault(one => one.IsGenericType && one.GetGenericTypeDefinition() == typeof(IEnumerable<>))?.GenericTypeArguments[0] is { } element
        ? element.IsGenericType && element.GetGenericTypeDefinition() == typeof(KeyValuePair<,>) ? element.GenericTypeArguments[1] : element
        : null;

    private IEnumerable<SettingValue> Values(Type type, string section)
    {
        var options = typeof(IOptions<>).MakeGenericType(type);
        var value = options.GetProperty(nameof(IOptions<object>.Value))!.GetValue(services.GetRequiredService(options));
        foreach (var property in type.GetProperties(BindingFlags.Public | BindingFlags.Instance).Where(property => property.CanRead && property.GetIndexParameters().Length == 0))
            yield return new SettingValue(property.Name, InWords(property, property.GetValue(value)), configuration.GetSection($"{section}:{property.Name}").Exists());
    }

    private static string? InWords(PropertyInfo property, object? value) => value switch
    {
        null => null,
        string { Length: 0 } => null,
        string when Secrets.Any(word => property.Name.EndsWith(word, StringComparison.OrdinalIgnoreCase)) => Withheld,
        string text => WithoutUser(text),
        IFormattable number => number.ToString(null, CultureInfo.InvariantCulture),
        bool flag => flag ? "true" : "false",
        IEnumerable => JsonSerializer.Serialize(value, AssistantJson.Options),
        _ => JsonSerializer.Serialize(value, AssistantJson.Options),
    };

    /// <summary>An address without the name and password that may stand in it.</summary>
    private static string WithoutUser(string text) =>
        Uri.TryCreate(text, UriKind.Absolute, out var address) && address.UserInfo.Length > 0 ? text.Replace(address.UserInfo + "@", "", StringComparison.Ordinal) : text;
}
