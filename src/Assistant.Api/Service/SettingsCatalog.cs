using System.Collections;
using System.Globalization;
using System.Reflection;
using System.Text.Json;
using Assistant.Contracts.Http;
using Microsoft.Extensions.Options;

namespace Assistant.Api.Service;

/// <summary>Reads the options of every feature that was configured: each class with a public <c>Section</c>. A singleton.</summary>
internal sealed class SettingsCatalog(IServiceProvider services, IConfiguration configuration, IReadOnlyList<Type> features)
{
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

    /// <summary>The settings that hold, in order of their sections.</summary>
    public IReadOnlyList<SettingsSection> Read() =>
    [
        .. features.GroupBy(type => SectionOf(type)!, StringComparer.Ordinal)
            .Select(section => new SettingsSection(section.Key, [.. section.SelectMany(type => Values(type, section.Key))])),
    ];

    private static string? SectionOf(Type type) => type.GetField("Section", BindingFlags.Public | BindingFlags.Static) is { IsLiteral: true } field ? field.GetRawConstantValue() as string : null;

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
