{{- define "devenv.name" -}}
{{- printf "%s-devenv" .Release.Name | trunc 52 | trimSuffix "-" -}}
{{- end -}}

{{- define "devenv.labels" -}}
app.kubernetes.io/name: devenv
app.kubernetes.io/instance: {{ .Release.Name }}
app.kubernetes.io/version: {{ .Chart.AppVersion | quote }}
app.kubernetes.io/managed-by: {{ .Release.Service }}
helm.sh/chart: {{ printf "%s-%s" .Chart.Name .Chart.Version }}
{{- end -}}

{{- define "devenv.selector" -}}
app.kubernetes.io/name: devenv
app.kubernetes.io/instance: {{ .Release.Name }}
{{- end -}}
